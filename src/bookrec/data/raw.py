"""The only reader of raw files: which columns they have, and which of them must be there."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pandas as pd

from bookrec.data.csv_rows import CsvRows
from bookrec.data.rowlog import RowLog
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


def read_ratings(path: Path, dropped: RowLog, repaired: RowLog) -> pd.DataFrame:
    """Read one ratings file.

    Returns:
        Columns `user_id`, `name`, `stars` (as written, categorical) and `line`.

    Raises:
        DataError: If the file is empty, no CSV, or lacks a column.
    """
    rows = CsvRows(path, multiline=False, dropped=dropped, repaired=repaired)
    frame = _read(rows, path, RATING_COLUMNS, required=tuple(RATING_COLUMNS))
    return frame.astype(dict.fromkeys(RATING_COLUMNS, "category"))


def read_best_books(path: Path, dropped: RowLog, repaired: RowLog) -> pd.DataFrame:
    """Read one file of the Best Books Ever data set.

    Returns:
        The columns of `BEST_BOOKS_COLUMNS` (text as written, "" where missing) and `line`.

    Raises:
        DataError: If the file is empty, no CSV, or lacks a required column.
    """
    rows = CsvRows(path, multiline=True, dropped=dropped, repaired=repaired)
    return _read(rows, path, BEST_BOOKS_COLUMNS, BEST_BOOKS_REQUIRED)


def read_all_books(
    path: Path, is_wanted: Callable[[str], bool], dropped: RowLog, repaired: RowLog
) -> pd.DataFrame:
    """Read one `book*.csv` file of the all-books data set, which has close to two million books.

    Args:
        path: The file.
        is_wanted: Whether to keep a book, by its `Name`.
        dropped: Receives rows that cannot be read.
        repaired: Receives rows that were read only after a repair.

    Returns:
        The columns of `ALL_BOOKS_COLUMNS` (text as written, "" where missing) and `line`.

    Raises:
        DataError: If the file is empty, no CSV, or lacks a required column.
    """
    rows = CsvRows(path, multiline=True, dropped=dropped, repaired=repaired)
    name_position = _positions(rows.header, ALL_BOOKS_COLUMNS).get("name")
    wanted = (row for row in rows if name_position is None or is_wanted(row[1][name_position]))
    return _read_rows(wanted, rows.header, path, ALL_BOOKS_COLUMNS, ALL_BOOKS_REQUIRED)


def _read(
    rows: CsvRows, path: Path, columns: Mapping[str, str], required: Iterable[str]
) -> pd.DataFrame:
    return _read_rows(rows, rows.header, path, columns, required)


def _read_rows(
    rows: Iterable[tuple[int, list[str]]],
    header: list[str],
    path: Path,
    columns: Mapping[str, str],
    required: Iterable[str],
) -> pd.DataFrame:
    """Collect the wanted columns; equal texts are held in memory once."""
    positions = _positions(header, columns)
    missing = [columns[field] for field in required if field not in positions]
    if missing:
        raise DataError(_wrong_header(path, columns, positions, missing))
    lines: list[int] = []
    values: list[list[str]] = [[] for _ in positions]
    targets = list(zip(values, positions.values(), strict=True))
    known: dict[str, str] = {}
    for number, fields in rows:
        lines.append(number)
        for column, position in targets:
            text = fields[position]
            column.append(known.setdefault(text, text))
    found = dict(zip(positions, values, strict=True))
    empty = [""] * len(lines)
    frame = pd.DataFrame({field: found.get(field, empty) for field in columns}, dtype="str")
    frame["line"] = lines
    return frame


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
