"""Which series a book belongs to, from names as different lists spell them."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from bookrec.data.text.fold import fold

_ORDER = re.compile(r"\W*\b(?:publication|chronological|reading) order\)?$", re.IGNORECASE)
_COLLECTION = re.compile(
    r"\b(?:box(?:ed)? ?sets?|omnibus|collections?|trilogy|quartet|complete|books? set)\b"
)


def without_order(name: str) -> str:
    """Cut which order a series' numbers follow, as "The Chronicles of Narnia (Reading Order)" has.

    To tell volumes apart the order matters, since numbers differ; it does not make two series.
    """
    return _ORDER.sub("", name) or name


@lru_cache(maxsize=65_536)
def is_collection(title: str) -> bool:
    """Whether a title calls its book a box set, omnibus, trilogy or the like."""
    return _COLLECTION.search(fold(title)) is not None


def split_shared_names(
    series_nums: NDArray[np.int64], author_nums: NDArray[np.int64], volumes: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Take apart series that share a name by chance.

    They do if two authors number the same volume ("Secret #1"); writers who take turns
    ("The 39 Clues") share one series.

    Args:
        series_nums: Series by name, shape (n_books,); -1 where there is none.
        author_nums: First author, shape (n_books,), >= 0.
        volumes: Volume, shape (n_books,); NaN where the book has none or several.

    Returns:
        Series of each book, shape (n_books,), -1 where there is none.
    """
    order = np.lexsort((author_nums, volumes, series_nums))
    series, authors, firsts = series_nums[order], author_nums[order], volumes[order]
    clash = (series[1:] == series[:-1]) & (firsts[1:] == firsts[:-1])
    clash &= authors[1:] != authors[:-1]
    shared = np.isin(series_nums, series[1:][clash])
    owners = np.where(shared, author_nums + 1, 0)
    pairs = series_nums * (author_nums.max(initial=0) + 2) + owners
    numbers = np.unique(pairs, return_inverse=True)[1].astype(np.int64)
    return np.where(series_nums < 0, -1, numbers)


def find_whole_series(
    title_keys: Sequence[str],
    author_nums: NDArray[np.int64],
    series_nums: NDArray[np.int64],
    number_of: Mapping[str, int],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Find books outside any series that bear the name of one by the same author.

    "The Border Trilogy", where no series is given, holds all of "The Border Trilogy".

    Args:
        title_keys: Normalised titles, length n_books.
        author_nums: First author, shape (n_books,), >= 0.
        series_nums: Series of each book, shape (n_books,); -1 where there is none.
        number_of: Series by folded full name.

    Returns:
        Book numbers and their series, each of shape (n_found,).
    """
    outside = np.flatnonzero(series_nums < 0)
    bearers = [book for book in outside.tolist() if title_keys[book] in number_of]
    books = np.array(bearers, dtype=np.int64)
    series = np.array([number_of[title_keys[book]] for book in bearers], dtype=np.int64)
    n_authors = author_nums.max(initial=0) + 1
    same_author = np.isin(
        series * n_authors + author_nums[books], series_nums * n_authors + author_nums
    )
    return books[same_author], series[same_author]
