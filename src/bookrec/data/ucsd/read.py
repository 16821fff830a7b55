"""The UCSD Book Graph becomes the two tables."""

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bookrec.data.tables.own_tables import OwnTables, RawTable, make_tables
from bookrec.data.tables.rated_enough import note_left_out
from bookrec.data.tables.rowlog import RowLog
from bookrec.data.ucsd.books import SOURCE, read_books
from bookrec.data.ucsd.files import BOOK_MAP, INTERACTIONS, USER_MAP
from bookrec.data.ucsd.interactions import read_id_map, read_interactions
from bookrec.errors import DataError

_STARS = (1.0, 5.0)


def read_ucsd(
    files: Mapping[str, Path], min_ratings: int, file_done: Callable[[], None]
) -> OwnTables:
    """Read the UCSD Book Graph.

    Interactions come first: what is held of a book depends on how often it is rated.

    Args:
        files: See `ucsd_files`.
        min_ratings: Ratings that bring a book into the catalogue.
        file_done: Called after each file.

    Raises:
        DataError: If a file cannot be read, is damaged or of another form, or no row is usable.
    """
    dropped = RowLog()
    rated = read_interactions(files[INTERACTIONS], dropped)
    file_done()
    numbers, counts = np.unique(rated.books, return_counts=True)
    often = set(numbers[counts >= min_ratings].tolist())
    if not often:
        raise DataError(
            f"{files[INTERACTIONS]}: no book has {min_ratings} ratings; lower "
            "--set clean.min_ratings_outside_list"
        )
    book_names = read_id_map(files[BOOK_MAP], "book_id_csv", "book_id")
    file_done()
    books, n_books = read_books(
        files, {book_names[number] for number in often if number in book_names}, dropped
    )
    file_done()
    is_kept = np.isin(rated.books, list(often))
    ratings = pd.DataFrame(
        {
            "user_id": _named(
                rated.users[is_kept], read_id_map(files[USER_MAP], "user_id_csv", "user_id")
            ),
            "book_id": _named(rated.books[is_kept], book_names),
            "rating": rated.stars[is_kept],
            "source": pd.Categorical.from_codes(
                np.zeros(int(is_kept.sum()), np.int8), pd.Index([SOURCE], dtype="str")
            ),
        }
    )
    file_done()
    name = files[INTERACTIONS].name
    rows = np.flatnonzero(is_kept).astype(np.int64)
    made = make_tables(books, RawTable(name, ratings, rows), _STARS, "drop")
    made.report.rows_read.update({books.name: n_books, name: rated.n_read})
    made.report.dropped.extend(dropped)
    note_left_out(made.report, n_books - len(books.frame), is_kept, min_ratings)
    return made


def _named(numbers: NDArray[np.int32], names: Mapping[int, str]) -> pd.Categorical:
    """Give numbers their ids; one that the map lacks has none."""
    distinct, codes = np.unique(numbers, return_inverse=True)
    known = [names.get(number) for number in distinct.tolist()]
    texts = pd.Categorical(pd.array(known, dtype="str"))
    return pd.Categorical.from_codes(
        np.append(texts.codes, -1).astype(np.int32)[codes], dtype=texts.dtype
    )
