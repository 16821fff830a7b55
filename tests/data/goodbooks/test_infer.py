"""Genres that nobody said are guessed from what is near."""

import pandas as pd

from bookrec.data.goodbooks.infer import infer_genres
from bookrec.data.split import assign_splits
from bookrec.settings import SplitSettings


def catalogue(*rows: tuple[str, str | None, str, list[str]]) -> pd.DataFrame:
    books = pd.DataFrame(rows, columns=["book_id", "series", "author_key", "genres"])
    return books.astype({"book_id": "str", "series": "str"})


def training_users(n: int) -> list[str]:
    users = [str(number) for number in range(10 * n)]
    parts = assign_splits(users, SplitSettings())
    return [user for user, part in zip(users, parts, strict=True) if part == "train"][:n]


NOBODY = pd.DataFrame({"user_id": [], "book_id": []}, dtype="str")


def test_the_series_tells_before_the_author() -> None:
    books = catalogue(
        ("1", "Discworld", "a", ["Fantasy", "Humor"]),
        ("2", "Discworld", "a", ["Fantasy"]),
        ("3", "Discworld", "a", []),
        ("4", None, "a", ["Essays"]),
        ("5", None, "a", ["Essays"]),
        ("6", None, "a", ["Essays"]),
        ("7", None, "a", []),
        ("8", None, "b", []),
    )
    guesses = infer_genres(books, NOBODY)
    assert guesses[2] == ["Fantasy", "Humor"]
    assert guesses[6] == ["Essays"]
    assert [guesses[n] for n in (0, 1, 3, 4, 5, 7)] == [[]] * 6


def test_readers_tell_where_neither_does() -> None:
    books = catalogue(
        ("1", None, "a", ["Horror"]), ("2", None, "b", ["Poetry"]), ("3", None, "c", [])
    )
    users = training_users(12)
    rows = [(user, book) for user in users[:6] for book in ("1", "3")]
    rows += [(user, "2") for user in users[6:]]
    ratings = pd.DataFrame(rows, columns=["user_id", "book_id"]).astype("str")
    assert infer_genres(books, ratings) == [[], [], ["Horror"]]


def test_test_users_teach_nothing() -> None:
    users = [str(number) for number in range(200)]
    parts = assign_splits(users, SplitSettings())
    tested = [user for user, part in zip(users, parts, strict=True) if part != "train"]
    books = catalogue(("1", None, "a", ["Horror"]), ("2", None, "c", []))
    rows = [(user, book) for user in tested for book in ("1", "2")]
    ratings = pd.DataFrame(rows, columns=["user_id", "book_id"]).astype("str")
    assert infer_genres(books, ratings) == [[], []]
