"""Several rows about one book become one row."""

from collections.abc import Iterator, Sequence
from sys import intern
from typing import Any

import numpy as np
import pandas as pd

from bookrec.data.tables.free_memory import give_back_memory
from bookrec.data.tables.rearrange import take_rows
from bookrec.data.tables.rowlog import RowLog
from bookrec.data.tables.schema import BOOK_TYPES

# Columns that only make sense from one row: a series and its volume, an average and its count.
_UNITS = (
    ("series", "volume", "volume_last"),
    ("average_rating", "n_ratings"),
    ("description",),
    ("genres",),
    ("language",),
    ("isbn",),
    ("pages",),
    ("year",),
    ("cover_url",),
)
_LISTS = ("authors", "genres")
# Until all rows are there, numbers may be missing.
_NUMBERS = ("pages", "year", "average_rating", "n_ratings")
PART_TYPES = {name: "float64" if name in _NUMBERS else kind for name, kind in BOOK_TYPES.items()}


def merge_rows(books: pd.DataFrame, dropped: RowLog) -> pd.DataFrame:
    """Keep one row for each `book_id`, its gaps filled from the book's other rows.

    The row that counts is of the Best Books list if there is one, then the most rated, then the
    one with the longest description. The order of the rows given does not matter.

    Args:
        books: Catalogue columns, `file` and `line`; ids may repeat.
        dropped: Receives the rows merged into others.

    Returns:
        The same columns, one row per id, sorted by id.
    """
    is_repeated = books["book_id"].duplicated(keep=False).to_numpy()
    ranked = _rank(books[is_repeated])
    is_second = ranked["book_id"].duplicated()
    for file, line, title in ranked.loc[is_second, ["file", "line", "title"]].itertuples(
        index=False, name=None
    ):
        dropped.add("book repeated: merged into one", file, line, title)
    merged = ranked[~is_second].set_index("book_id", drop=False)
    for book_id, unit, values in _filled_gaps(ranked):
        for column, value in zip(unit, values, strict=True):
            merged.at[book_id, column] = value
    rows = united([books, merged])
    is_kept = np.append(~is_repeated, np.ones(len(merged), dtype=bool))
    order = rows["book_id"][is_kept].sort_values(kind="stable").index.to_numpy()
    del books, ranked, merged
    # Column by column, so that the catalogue is never there twice.
    columns = {}
    for name in list(rows.columns):
        columns[name] = take_rows(rows.pop(name), order)
        give_back_memory()
    return pd.DataFrame(columns)


def compact(books: pd.DataFrame) -> pd.DataFrame:
    """Give part of a catalogue the types of all its parts, and hold equal names once.

    Args:
        books: Catalogue columns but for `work_id`, with `file` and `line`.
    """
    books = books.astype({name: kind for name, kind in PART_TYPES.items() if name in books})
    for name in _LISTS:
        books[name] = [list(map(intern, names)) for names in books[name]]
    return books


def united(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put parts of a catalogue one below the other; texts are not copied."""
    return pd.concat(parts, ignore_index=True)


def _rank(books: pd.DataFrame) -> pd.DataFrame:
    """Sort by id, and the rows of one book by how much they count."""
    return books.assign(
        _rank=books["source"].ne("best_books"), _length=-books["description"].str.len()
    ).sort_values(
        ["book_id", "_rank", "n_ratings", "_length", "description", "title", "file", "line"],
        ascending=[True, True, False, True, True, True, True, True],
        kind="stable",
    )[list(books.columns)]


def _filled_gaps(repeated: pd.DataFrame) -> Iterator[tuple[str, tuple[str, ...], list[Any]]]:
    """Find what a book's first row lacks and a later one has."""
    for book_id, rows in repeated.groupby("book_id", sort=False):
        for unit in _UNITS:
            has_value = [not _is_missing(value) for value in rows[unit[0]]]
            if any(has_value) and not has_value[0]:
                yield str(book_id), unit, rows[list(unit)].iloc[has_value.index(True)].tolist()


def _is_missing(value: object) -> bool:
    return value is None or value != value or value == "" or value == []
