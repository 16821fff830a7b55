"""The only reader of raw files: which columns they have, and which of them must be there."""

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path

import numpy as np
import pandas as pd

from bookrec.data.tables.csv_rows import CsvRows, Row
from bookrec.data.tables.rowlog import RowLog
from bookrec.data.tables.text_numbers import TextNumbers
from bookrec.errors import DataError

RATING_COLUMNS = {"user_id": "ID", "name": "Name", "stars": "Rating"}
BEST_BOOKS_COLUMNS = {
    "book_id": "bookId",
    "title": "title",
    "series": "series",
    "author": "author",
    "rating": "rating",
    "description": "description",
    "language": "language",
    "isbn": "isbn",
    "genres": "genres",
    "pages": "pages",
    "publish_date": "publishDate",
    "first_publish_date": "firstPublishDate",
    "n_ratings": "numRatings",
    "cover_url": "coverImg",
}
BEST_BOOKS_REQUIRED = ("book_id", "title", "author")
ALL_BOOKS_COLUMNS = {
    "book_id": "Id",
    "name": "Name",
    "author": "Authors",
    "rating": "Rating",
    "isbn": "ISBN",
    "language": "Language",
    "pages": "pagesNumber",
    "year": "PublishYear",
    "n_ratings": "RatingDistTotal",
    "stars_1": "RatingDist1",
    "stars_2": "RatingDist2",
    "stars_3": "RatingDist3",
    "stars_4": "RatingDist4",
    "stars_5": "RatingDist5",
    "description": "Description",
}
ALL_BOOKS_REQUIRED = ("book_id", "name", "author")
ROWS_AT_ONCE = 4096
"""Rows of a books file held as Python strings, and cleaned, at a time: some 10 MB."""


def read_ratings(path: Path, dropped: RowLog, repaired: RowLog) -> pd.DataFrame:
    """Read one ratings file.

    Returns:
        Columns `user_id`, `name`, `stars` (as written, categorical) and `line`.

    Raises:
        DataError: If the file is empty, no CSV, or lacks a column.
    """
    rows = CsvRows(path, multiline=False, dropped=dropped, repaired=repaired)
    positions = _required_positions(rows.header, path, RATING_COLUMNS, tuple(RATING_COLUMNS))
    columns = {field: TextNumbers() for field in RATING_COLUMNS}
    targets = [(columns[field].append, position) for field, position in positions.items()]
    lines = array("i")
    for line, fields in rows:
        lines.append(line)
        for append, position in targets:
            append(fields[position])
    frame = pd.DataFrame({field: column.to_categorical() for field, column in columns.items()})
    return frame.assign(line=np.array(lines, dtype=np.int32))


def read_best_books(path: Path, dropped: RowLog, repaired: RowLog) -> Iterator[pd.DataFrame]:
    """Read one file of the Best Books Ever data set.

    Yields:
        At least one part of the file, with the columns of `BEST_BOOKS_COLUMNS` (text as written,
        "" where missing) and `line`.

    Raises:
        DataError: If the file is empty, no CSV, or lacks a required column.
    """
    rows = CsvRows(path, multiline=True, dropped=dropped, repaired=repaired)
    yield from _read_parts(rows, rows.header, path, BEST_BOOKS_COLUMNS, BEST_BOOKS_REQUIRED)


def read_all_books(
    path: Path, is_wanted: Callable[[str], bool], dropped: RowLog, repaired: RowLog
) -> Iterator[pd.DataFrame]:
    """Read one `book*.csv` file of the all-books data set, which has close to two million books.

    Args:
        path: The file.
        is_wanted: Whether to keep a book, by its `Name`.
        dropped: Receives rows that cannot be read.
        repaired: Receives rows that were read only after a repair.

    Yields:
        At least one part of the file, with the columns of `ALL_BOOKS_COLUMNS` (text as written,
        "" where missing) and `line`.

    Raises:
        DataError: If the file is empty, no CSV, or lacks a required column.
    """
    rows = CsvRows(path, multiline=True, dropped=dropped, repaired=repaired)
    name_position = _positions(rows.header, ALL_BOOKS_COLUMNS).get("name")
    wanted = (row for row in rows if name_position is None or is_wanted(row[1][name_position]))
    yield from _read_parts(wanted, rows.header, path, ALL_BOOKS_COLUMNS, ALL_BOOKS_REQUIRED)


def _read_parts(
    rows: Iterable[Row],
    header: list[str],
    path: Path,
    columns: Mapping[str, str],
    required: Iterable[str],
) -> Iterator[pd.DataFrame]:
    """Collect the wanted columns, some rows at a time: as Python strings they take much memory."""
    positions = _required_positions(header, path, columns, required)
    remaining = iter(rows)
    part = list(islice(remaining, ROWS_AT_ONCE))
    while True:
        yield _to_frame(part, positions, columns)
        part = list(islice(remaining, ROWS_AT_ONCE))
        if not part:
            return


def _to_frame(
    rows: list[Row], positions: Mapping[str, int], columns: Mapping[str, str]
) -> pd.DataFrame:
    found = {
        field: [fields[position] for _, fields in rows] for field, position in positions.items()
    }
    empty = [""] * len(rows)
    frame = pd.DataFrame({field: found.get(field, empty) for field in columns}, dtype="str")
    frame["line"] = [line for line, _ in rows]
    return frame


def _required_positions(
    header: list[str], path: Path, columns: Mapping[str, str], required: Iterable[str]
) -> dict[str, int]:
    """Find the columns that are there.

    Raises:
        DataError: If a required one is not.
    """
    positions = _positions(header, columns)
    missing = [columns[field] for field in required if field not in positions]
    if missing:
        raise DataError(_wrong_header(path, columns, positions, missing))
    return positions


def _positions(header: list[str], columns: Mapping[str, str]) -> dict[str, int]:
    """Find columns by name, whatever their order, case and spacing."""
    plain = [_plain(name) for name in header]
    return {
        field: plain.index(_plain(name)) for field, name in columns.items() if _plain(name) in plain
    }


def _plain(name: str) -> str:
    return "".join(name.split()).casefold()


def _wrong_header(
    path: Path, columns: Mapping[str, str], positions: Mapping[str, int], missing: list[str]
) -> str:
    expected = ", ".join(columns.values())
    if not positions:
        return f"{path}: not a CSV file with the columns {expected}; download it again"
    names = ", ".join(f"'{name}'" for name in missing)
    verb = "column {} is" if len(missing) == 1 else "columns {} are"
    return f"{path}: {verb.format(names)} missing; expected {expected}"
