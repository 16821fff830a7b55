"""Editions of one work, and works that only look like editions."""

import pandas as pd
import pytest

from bookrec.data.matching.editions import short_author
from bookrec.data.matching.works import assign_works
from bookrec.data.text.titles import normalize_author

Book = tuple[str, str, str | None, float | None]


def same_work(one: Book, other: Book) -> bool:
    frame = pd.DataFrame([one, other], columns=["title", "author", "series", "volume"])
    frame["author_key"] = frame["author"].map(normalize_author)
    frame = frame.assign(book_id=["a", "b"], n_ratings=[1, 2], volume=frame["volume"].astype(float))
    return assign_works(frame).tolist() == ["b", "b"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Dune", "Frank Herbert", None, None), ("Dune: A Novel", "Frank Herbert", None, None)),
        (("Emma", "Jane Austen", None, None), ("Emma (Annotated)", "Jane Austen", None, None)),
        (
            ("Blink", "Malcolm Gladwell", None, None),
            ("Blink: The Power of Thinking Without Thinking", "Malcolm Gladwell", None, None),
        ),
        (
            ("The Little Prince", "Antoine de Saint-Exupéry", None, None),
            ("Der Kleine Prinz", "A. de Saint-Exupery", None, None),
        ),
        (
            ("Harry Potter and the Philosopher's Stone", "J.K. Rowling", "Harry Potter", 1),
            ("Harry Potter and the Sorcerer's Stone", "J.K. Rowling", "Harry Potter", 1),
        ),
        (("Intensity", "Dean Koontz", None, None), ("Intensity", "Dean Ray Koontz", None, None)),
        (
            ("The Great Gatsby", "F. Scott Fitzgerald", None, None),
            ("The Great Gatsby", "Francis Scott Fitzgerald", None, None),
        ),
        (
            ("The Idiot", "Fyodor Dostoyevsky", None, None),
            ("The Idiot", "Fyodor Dostoevsky", None, None),
        ),
        (
            ("The Magician's Nephew", "C.S. Lewis", "Narnia", 6),
            ("The Magician's Nephew", "C.S. Lewis", "Narnia", 1),
        ),  # two ways to count
    ],
)
def test_editions(one: Book, other: Book) -> None:
    assert same_work(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("The Gift", "Vladimir Nabokov", None, None), ("The Gift", "Lewis Hyde", None, None)),
        (("Saga", "Brian Vaughan", "Saga", 1), ("Saga", "Brian Vaughan", "Saga", 2)),
        (
            ("Abarat", "Clive Barker", "Abarat", 1),
            ("Abarat: Days of Magic, Nights of War", "Clive Barker", "Abarat", 2),
        ),
        (
            ("Batman: Year One", "Frank Miller", None, None),
            ("Batman: The Dark Knight Returns", "Frank Miller", None, None),
        ),
        (
            ("Coraline", "Neil Gaiman", None, None),
            ("Coraline: The Graphic Novel", "Neil Gaiman", None, None),
        ),
        (
            ("War and Peace", "Leo Tolstoy", None, None),
            ("War and Peace: Volume 2", "Leo Tolstoy", None, None),
        ),
    ],
)
def test_different_works(one: Book, other: Book) -> None:
    assert not same_work(one, other)


def test_the_most_rated_edition_names_the_work_and_ties_go_to_the_smaller_id() -> None:
    frame = pd.DataFrame(
        {
            "book_id": ["c", "a", "b", "d"],
            "title": ["Dune", "Dune", "Dune: A Novel", "Emma"],
            "author_key": ["x", "x", "x", "y"],
            "series": None,
            "volume": float("nan"),
            "n_ratings": [5, 9, 9, 0],
        },
        index=[7, 3, 5, 1],
    )
    works = assign_works(frame)
    assert works.tolist() == ["a", "a", "a", "d"]
    assert works.index.tolist() == [7, 3, 5, 1]


def test_short_author() -> None:
    assert short_author("j r r tolkien") == "j tlkn"
    assert short_author("plato") == "p plt"
    assert short_author("a yu") == "a yu"
    assert short_author("صادق هدایت") == "ص هدایت"
    assert short_author("") == ""
