"""Own books and ratings, from frames or files, as the two checked tables."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bookrec.data.tables.cells import Cells
from bookrec.data.tables.columns import TABLES
from bookrec.data.tables.own_books import is_stars, make_books
from bookrec.data.tables.own_ratings import NOT_IN_BOOKS, make_ratings
from bookrec.data.tables.ratings_texts import text_parts
from bookrec.data.tables.report import TablesReport
from bookrec.data.tables.row_check import RowCheck, require_good_rows
from bookrec.data.tables.rowlog import RowLog
from bookrec.data.tables.schema import BOOK_TYPES, check_books, check_rating_rows
from bookrec.errors import DataError

BadRows = Literal["raise", "drop"]
_ALSO_KNOWN = frozenset({"authors", *BOOK_TYPES})
"""Columns of the published table, which may come back as own books."""


@dataclass(frozen=True)
class RawTable:
    """One table as it came.

    Attributes:
        name: What its rows are of: "books", or a file's name.
        frame: Any columns; the documented ones are used.
        rows: Number of each row as it is to be named, shape (n_rows,).
    """

    name: str
    frame: pd.DataFrame
    rows: NDArray[np.int64]


@dataclass(frozen=True)
class OwnTables:
    """The two checked tables; see `Dataset`, which they become."""

    books: pd.DataFrame
    ratings: pd.DataFrame
    report: TablesReport
    has_integer_book_ids: bool
    has_integer_user_ids: bool


def make_tables(
    books: RawTable, ratings: RawTable, scale: tuple[float, float], bad_rows: BadRows
) -> OwnTables:
    """Check and clean own tables.

    Args:
        books: As it came.
        ratings: As it came.
        scale: Smallest and largest rating.
        bad_rows: Whether rows that cannot be used are refused, or left out and reported.

    Raises:
        DataError: If a required column is missing, a row is refused, or nothing is left.
    """
    report = TablesReport(rows_read={raw.name: len(raw.frame) for raw in (books, ratings)})
    book_cells = Cells(_documented(books, "books", report), books.name, books.rows.tolist())
    rating_frame = _documented(ratings, "ratings", report)
    checks = RowCheck(books.name, books.rows), RowCheck(ratings.name, ratings.rows)
    table, integer_books = make_books(book_cells, checks[0], scale)
    rated, integer_users = make_ratings(rating_frame, table, checks[1], scale)
    if bad_rows == "raise":
        require_good_rows(checks)
    for check in checks:
        report.dropped.extend(check.dropped)
    report.repaired.extend(book_cells.emptied)
    report.without_book = checks[1].dropped.n_rows(NOT_IN_BOOKS)
    _require_rows(table, rated, books.name, ratings.name, report.dropped)
    if not is_stars(scale):
        report.notes.append(f"Ratings from {scale[0]:g} to {scale[1]:g} were mapped to 1 to 5.")
    report.books, report.users = len(table), len(rated["user_id"].cat.categories)
    report.ratings = len(rated)
    for part in text_parts(rated):
        check_rating_rows(part)
    return OwnTables(check_books(table), rated, report, integer_books, integer_users)


def _documented(raw: RawTable, kind: str, report: TablesReport) -> pd.DataFrame:
    """Give the documented columns their names, whatever their case; note the others.

    Raises:
        DataError: If a required one is missing; the columns that are there are named.
    """
    columns = TABLES[kind]
    known = {column.name for column in columns} | _ALSO_KNOWN
    names = {name: _plain(name) for name in raw.frame.columns if _plain(name) in known}
    missing = [c.name for c in columns if c.required and c.name not in names.values()]
    if missing:
        raise DataError(
            f"{raw.name}: no column {' or '.join(missing)}; there are "
            f"{_listed(raw.frame.columns)}. `bookrec schema` describes the columns"
        )
    unused = [name for name in raw.frame.columns if name not in names]
    if unused:
        report.notes.append(f"Columns of {raw.name} that are not used: {_listed(unused)}.")
    return raw.frame[list(names)].rename(columns=names)


def _plain(name: object) -> str:
    return "_".join(str(name).split()).casefold()


def _listed(names: Iterable[Any]) -> str:
    return ", ".join(map(str, names))


def _require_rows(
    books: pd.DataFrame, ratings: pd.DataFrame, of_books: str, of_ratings: str, dropped: RowLog
) -> None:
    reasons = ", ".join(f"{n} {reason}" for reason, n in _counts(dropped))
    why = f" ({reasons})" if reasons else ""
    if books.empty:
        raise DataError(f"{of_books}: no usable book{why}; check the table")
    if ratings.empty:
        raise DataError(f"{of_ratings}: no usable rating{why}; check the table")


def _counts(dropped: RowLog) -> list[tuple[str, int]]:
    return [(reason, dropped.n_rows(reason)) for reason in dropped.counts]
