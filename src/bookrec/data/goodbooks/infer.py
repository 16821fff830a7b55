"""Genres for books of which nothing says any: from their series, their author, their readers."""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from bookrec.data.split import assign_splits
from bookrec.data.tables.ids import row_numbers
from bookrec.settings import SplitSettings

MAX_INFERRED = 5
_N_NEIGHBOURS = 15
_MIN_READERS = 5
_MIN_SHARE = 0.5


def infer_genres(books: pd.DataFrame, ratings: pd.DataFrame) -> list[list[str]]:
    """Guess genres for the books without any.

    The other volumes of a book's series tell most, then its author's other books, then the books
    that its readers read. A genre is taken that at least half of these have. Readers count only
    who train under the default split: nothing is learnt of test users.

    Args:
        books: Columns `book_id`, `series`, `author_key` and `genres`.
        ratings: Columns `user_id` and `book_id`, each pair once.

    Returns:
        The guessed genres of each book, shape (n_books,); empty for books that have genres, and
        where nothing tells.
    """
    genres: list[list[str]] = books["genres"].tolist()
    groups = [_by_key(books[name].tolist(), genres) for name in ("series", "author_key")]
    keys = list(zip(books["series"], books["author_key"], strict=True))
    guesses: list[list[str]] = [[] for _ in genres]
    for number, own in enumerate(genres):
        if own:
            continue
        for key, group in zip(keys[number], groups, strict=True):
            guesses[number] = guesses[number] or _shared(group.get(key, []))
    unknown = [n for n, own in enumerate(genres) if not own and not guesses[n]]
    for number, neighbours in _read_together(books, ratings, np.array(unknown, dtype=np.int64)):
        guesses[number] = _shared([genres[neighbour] for neighbour in neighbours])
    return guesses


def _by_key(
    keys: Sequence[str | None], genres: Sequence[Sequence[str]]
) -> dict[str | None, list[Sequence[str]]]:
    """Collect the genres of the books of each series or author; no key is nobody's."""
    groups: dict[str | None, list[Sequence[str]]] = {}
    for key, own in zip(keys, genres, strict=True):
        if own and isinstance(key, str) and key:
            groups.setdefault(key, []).append(own)
    return groups


def _shared(books: Sequence[Sequence[str]]) -> list[str]:
    """Name the genres that at least half of some books have, those of most books first."""
    counts = Counter(genre for own in books for genre in own)
    common = [genre for genre, n in counts.items() if n >= _MIN_SHARE * len(books)]
    return sorted(common, key=lambda genre: (-counts[genre], genre))[:MAX_INFERRED]


def _read_together(
    books: pd.DataFrame, ratings: pd.DataFrame, wanted: NDArray[np.int64]
) -> Iterable[tuple[int, list[int]]]:
    """Find the books with genres that share most readers with each wanted book, by cosine."""
    if not len(wanted):
        return
    users = ratings["user_id"].astype("category").cat
    is_training = assign_splits(users.categories, SplitSettings()) == "train"
    rows, columns = users.codes.to_numpy(), row_numbers(ratings["book_id"], books["book_id"])
    counts = is_training[rows]
    shape = (len(users.categories), len(books))
    ones = np.ones(int(counts.sum()), np.float32)
    readers = sparse.csc_array((ones, (rows[counts], columns[counts])), shape=shape)
    n_readers: NDArray[np.float32] = np.asarray(readers.sum(axis=0)).ravel()
    has_genres = books["genres"].str.len().to_numpy() > 0
    norms = np.sqrt(np.maximum(n_readers, 1))
    for number in wanted[n_readers[wanted] >= _MIN_READERS].tolist():
        shared = readers.T @ readers[:, [number]].toarray().ravel()
        likeness = np.where(has_genres, shared / norms, 0)
        nearest = np.argsort(-likeness, kind="stable")[:_N_NEIGHBOURS]
        yield number, [n for n in nearest.tolist() if likeness[n] > 0]
