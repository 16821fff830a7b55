"""The files of goodbooks-10k become the two tables."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from bookrec.data.goodbooks.books import SOURCE, documented_books
from bookrec.data.goodbooks.files import COLUMNS
from bookrec.data.goodbooks.infer import infer_genres
from bookrec.data.tables.own_files import read_own_file
from bookrec.data.tables.own_tables import OwnTables, RawTable, make_tables
from bookrec.data.tables.rowlog import RowLog
from bookrec.data.tables.schema import check_books
from bookrec.errors import DataError
from bookrec.protocols import Progress

_STARS = (1.0, 5.0)
_IDS = ("user_id", "book_id")


def read_goodbooks(files: Mapping[str, Path], progress: Progress | None = None) -> OwnTables:
    """Read goodbooks-10k.

    Args:
        files: Table name to file; see `goodbooks_files`.
        progress: Called with (files done, files in all).

    Returns:
        The checked tables. Ids are the official `book_id` and `user_id`; a book of which nothing
        says a genre has guessed ones, marked as such.

    Raises:
        DataError: If a file cannot be read, lacks a column, or has no usable row.
    """
    dropped, repaired = RowLog(), RowLog()
    raw: dict[str, RawTable] = {}
    for done, (name, path) in enumerate(files.items(), start=1):
        raw[name] = read_own_file(path, dropped, repaired)
        _require_columns(path, raw[name].frame, name)
        if progress is not None:
            progress(done, len(files))
    books = raw["books"]
    tables = {name: table.frame for name, table in raw.items()}
    documented = RawTable(books.name, documented_books(tables), books.rows)
    ratings = RawTable(raw["ratings"].name, _ratings(tables["ratings"]), raw["ratings"].rows)
    made = make_tables(documented, ratings, _STARS, "drop")
    made.report.rows_read.update({t.name: len(t.frame) for t in raw.values()})
    made.report.dropped.extend(dropped)
    made.report.repaired.extend(repaired)
    return _with_inferred_genres(made)


def _require_columns(path: Path, frame: pd.DataFrame, table: str) -> None:
    missing = [name for name in COLUMNS[table] if name not in frame]
    if missing:
        raise DataError(
            f"{path}: no column {' or '.join(missing)}; there are {', '.join(frame.columns)}. Is "
            f"it the official {table}.csv of goodbooks-10k?"
        )


def _ratings(raw: pd.DataFrame) -> pd.DataFrame:
    """Take the columns that count; numbers of a Parquet file become texts, as ids are."""
    frame = raw[list(COLUMNS["ratings"])].copy()
    for name in _IDS:
        if not isinstance(frame[name].dtype, pd.CategoricalDtype):
            frame[name] = frame[name].astype("str").astype("category")
    source = pd.Index([SOURCE], dtype="str")
    frame["source"] = pd.Categorical.from_codes([0] * len(frame), source)
    return frame


def _with_inferred_genres(made: OwnTables) -> OwnTables:
    guesses = infer_genres(made.books, made.ratings)
    is_inferred = [bool(guess) for guess in guesses]
    if not any(is_inferred):
        return made
    books = made.books.copy()
    books["genres"] = pd.Series(
        [guess or own for guess, own in zip(guesses, books["genres"], strict=True)], dtype=object
    )
    books["genres_inferred"] = is_inferred
    made.report.notes.append(
        f"{sum(is_inferred):,} books without tags have genres guessed from their series, author "
        "or readers."
    )
    return replace(made, books=check_books(books))
