"""Rows of the ratings files become ratings."""

import pandas as pd
import pytest

from bookrec.data.kaggle.ratings import clean_ratings, rated_titles
from bookrec.data.tables.rowlog import RowLog


def raw(*rows: tuple[str, str, str], source: str = "a.csv") -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["user_id", "name", "stars"], dtype="str")
    frame = frame.assign(source=source, line=range(2, len(rows) + 2))
    return frame.astype(dict.fromkeys(["user_id", "name", "stars", "source"], "category"))


@pytest.mark.parametrize(
    ("words", "stars"),
    [
        ("it was amazing", 5),
        ("really liked it", 4),
        ("liked it", 3),
        ("it was ok", 2),
        ("did not like it", 1),
        (" Liked It ", 3),
        ("4", 4),
        ("3.5", 3.5),
    ],
)
def test_stars(words: str, stars: float) -> None:
    assert clean_ratings(raw(("1", "Dune", words)), RowLog())["rating"].tolist() == [stars]


def test_bad_rows_are_dropped_by_reason_and_line() -> None:
    dropped = RowLog()
    rows = [
        ("1", "Rating", "This user doesn't have any rating"),
        ("2", "Dune", "it was am"),
        ("2", "Emma", "0"),
        ("3", " \u200b", "liked it"),
        ("", "Dune", "liked it"),
        ("4", "Dune", "liked it"),
    ]
    assert clean_ratings(raw(*rows), dropped)[["user_id", "name"]].values.tolist() == [
        ["4", "Dune"]
    ]
    lines = {
        reason: [place.line for place in places] for reason, places in dropped.examples.items()
    }
    assert lines == {
        "placeholder: user without ratings": [2],
        "unknown rating": [3, 4],
        "no title": [5],
        "no user id": [6],
    }


def test_a_book_called_rating_can_be_rated() -> None:
    assert len(clean_ratings(raw(("1", "Rating", "liked it")), RowLog())) == 1


def test_users_at_file_seams_count_once() -> None:
    dropped = RowLog()
    one, two = (
        raw(("2097", "Dune", "liked it"), source="a.csv"),
        raw(("2097", "Dune", "it was ok"), ("2097", "Emma", "liked it"), source="b.csv"),
    )
    both = pd.concat([one, two], ignore_index=True)
    both = both.astype(dict.fromkeys(["user_id", "name", "stars", "source"], "category"))
    ratings = clean_ratings(both, dropped)
    assert ratings[["name", "rating", "source"]].values.tolist() == [
        ["Dune", 2, "b.csv"],
        ["Emma", 3, "b.csv"],
    ]
    assert dropped.counts == {"rating repeated": {"a.csv": 1}}


def test_names_that_differ_in_dirt_alone_are_one() -> None:
    rows = [("1", "Angels &amp; Demons ", "liked it"), ("2", "Angels & Demons", "it was amazing")]
    ratings = clean_ratings(raw(*rows), RowLog())
    (title,) = rated_titles(ratings)
    assert (title.name, title.n_ratings, title.mean_rating) == ("Angels & Demons", 2, 4)
