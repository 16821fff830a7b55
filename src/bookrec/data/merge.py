"""Several rows about one book become one row."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from bookrec.data.rowlog import RowLog

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
    ranked = books.assign(
        _rank=books["source"].ne("best_books"), _length=-books["description"].str.len()
    ).sort_values(
        ["book_id", "_rank", "n_ratings", "_length", "description", "title", "file", "line"],
        ascending=[True, True, False, True, True, True, True, True],
        kind="stable",
    )[list(books.columns)]
    is_second = ranked["book_id"].duplicated()
    for file, line, title in ranked.loc[is_second, ["file", "line", "title"]].itertuples(
        index=False, name=None
    ):
        dropped.add("book repeated: merged into one", file, line, title)
    merged = ranked.drop_duplicates("book_id").set_index("book_id", drop=False)
    repeated = ranked[ranked["book_id"].duplicated(keep=False)]
    for book_id, unit, values in _filled_gaps(repeated):
        for column, value in zip(unit, values, strict=True):
            merged.at[book_id, column] = value
    return merged.reset_index(drop=True)


def _filled_gaps(repeated: pd.DataFrame) -> Iterator[tuple[str, tuple[str, ...], list[Any]]]:
    """Find what a book's first row lacks and a later one has."""
    for book_id, rows in repeated.groupby("book_id", sort=False):
        for unit in _UNITS:
            has_value = [not _is_missing(value) for value in rows[unit[0]]]
            if any(has_value) and not has_value[0]:
                yield str(book_id), unit, rows[list(unit)].iloc[has_value.index(True)].tolist()


def _is_missing(value: object) -> bool:
    return value is None or value != value or value == "" or value == []
