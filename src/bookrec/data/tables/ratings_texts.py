"""The ratings table while it is made: ids as numbers in memory, as text on disk."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

ROWS_AT_ONCE = 2**18
TEXTS = ("user_id", "book_id", "source")


def as_texts(ratings: pd.DataFrame) -> pd.DataFrame:
    """Return ratings with categorical texts as the table that is published."""
    return ratings.astype(dict.fromkeys(TEXTS, "str"))


def text_parts(ratings: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Return ratings as the table that is published, part by part; no user is in two parts.

    Args:
        ratings: Sorted by user, texts categorical.
    """
    for start, end in user_ranges(ratings["user_id"].cat.codes.to_numpy()):
        yield as_texts(ratings.iloc[start:end])


def user_ranges(
    users: "np.ndarray[tuple[int], np.dtype[np.integer]]",
) -> Iterator[tuple[int, int]]:
    """Cut sorted user numbers into ranges of about `ROWS_AT_ONCE` rows, between users."""
    starts = np.searchsorted(users, users[::ROWS_AT_ONCE])
    bounds = [*np.unique(starts).tolist(), len(users)]
    yield from zip(bounds[:-1], bounds[1:], strict=True)
