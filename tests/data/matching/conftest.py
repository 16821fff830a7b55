from collections.abc import Callable, Sequence

import numpy as np
import pytest

from bookrec.data.matching import CatalogIndex
from bookrec.data.text.authors import normalize_author
from bookrec.data.text.titles import normalize_title

Book = tuple[str, str, int]
MakeIndex = Callable[[Sequence[Book]], CatalogIndex]

SHELF: list[Book] = [
    ("Dune", "Frank Herbert", 600_000),
    ("Dune Messiah", "Frank Herbert", 100_000),
    ("The Hobbit, or There and Back Again", "J.R.R. Tolkien", 2_500_000),
    ("The Two Towers", "J.R.R. Tolkien", 600_000),
    ("The Lord of the Rings", "J.R.R. Tolkien", 500_000),
    ("Crime and Punishment", "Fyodor Dostoyevsky", 500_000),
    ("Les Misérables", "Victor Hugo", 600_000),
    ("1984", "George Orwell", 2_700_000),
    ("Sapiens: A Brief History of Humankind", "Yuval Noah Harari", 200_000),
    ("Seabiscuit: An American Legend", "Laura Hillenbrand", 130_000),
    ("Clockwork Prince", "Cassandra Clare", 400_000),
    ("Clockwork Princess", "Cassandra Clare", 390_000),
    ("Good Omens", "Terry Pratchett, Neil Gaiman", 400_000),
    ("Mort", "Terry Pratchett", 150_000),
    ("Inferno", "Dan Brown", 350_000),
    ("Inferno", "Dante Alighieri", 130_000),
    ("Emma", "Jane Austen", 500_000),
    ("Emma", "Kaoru Mori", 5_000),
    ("Henry IV, Part 1", "William Shakespeare", 20_000),
    ("Henry IV, Part 2", "William Shakespeare", 9_000),
    ("The Little Prince", "Antoine de Saint-Exupéry", 1_000_000),
    ("بوف کور", "صادق هدایت", 20_000),
]


def build_index(books: Sequence[Book], series: dict[str, tuple[str, float]]) -> CatalogIndex:
    titles = [title for title, _, _ in books]
    authors = [author.split(", ") for _, author, _ in books]
    return CatalogIndex(
        book_ids=[f"{100 + num}.{title.replace(' ', '_')}" for num, title in enumerate(titles)],
        titles=titles,
        title_keys=list(map(normalize_title, titles)),
        author_keys=[normalize_author(names[0]) for names in authors],
        authors=authors,
        isbns=["9780441172719", *[None] * (len(books) - 1)],
        n_ratings=np.array([n for _, _, n in books], dtype=np.int64),
        work_ids=[f"{num}" for num in range(len(books))],
        series=[series.get(title, (None, None))[0] for title in titles],
        volumes=[series.get(title, (None, None))[1] for title in titles],
    )


@pytest.fixture(scope="session")
def index() -> CatalogIndex:
    series = {"Mort": ("Discworld", 4.0), "The Two Towers": ("The Lord of the Rings", 2.0)}
    return build_index(SHELF, series)


@pytest.fixture(scope="session")
def make_index() -> MakeIndex:
    return lambda books: build_index(books, {})


@pytest.fixture(scope="session")
def make_series_index() -> Callable[..., CatalogIndex]:
    return build_index
