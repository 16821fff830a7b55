"""Which books of a large collection are rated often enough to recommend them."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bookrec.data.tables.report import TablesReport


def rated_enough(book_ids: "pd.Series[str]", min_ratings: int) -> frozenset[str]:
    """Name the books with enough ratings.

    Args:
        book_ids: The book of each rating; cheapest as a categorical column.
        min_ratings: Ratings that bring a book into the catalogue.
    """
    counts = book_ids.value_counts()
    return frozenset(counts.index[counts >= min_ratings].astype("str"))


def note_left_out(
    report: TablesReport, n_books: int, is_kept: NDArray[np.bool_], min_ratings: int
) -> None:
    """Say how many books and ratings were left out as rated too rarely."""
    n_ratings = int((~is_kept).sum())
    if n_books or n_ratings:
        report.notes.append(
            f"{n_books:,} books with fewer than {min_ratings} ratings are left out, and "
            f"{n_ratings:,} ratings of them (clean.min_ratings_outside_list)."
        )
