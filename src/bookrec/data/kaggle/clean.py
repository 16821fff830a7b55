"""Raw files become the books and the ratings table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from bookrec.data.kaggle.catalogue import publish_catalogue, read_candidates
from bookrec.data.kaggle.ratings import clean_ratings, rated_titles
from bookrec.data.kaggle.ratings_table import join_ratings
from bookrec.data.kaggle.raw_files import rating_files, raw_files
from bookrec.data.kaggle.read_file import read_ratings_file
from bookrec.data.kaggle.report import CleanReport, report_joins
from bookrec.data.matching.join import book_nums_of, match_titles
from bookrec.data.tables.file_counter import file_counter
from bookrec.data.tables.free_memory import give_back_memory
from bookrec.data.tables.ratings_texts import as_texts, text_parts
from bookrec.data.tables.schema import (
    check_books,
    check_rating_rows,
    check_ratings,
    require_known_books,
)
from bookrec.data.tables.text_numbers import stack_columns
from bookrec.engine import Engine, LocalEngine
from bookrec.errors import DataError
from bookrec.settings import CleanSettings
from bookrec.settings.clean import MAX_REPORTED_TITLES

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class CleanResult:
    """The two tables, and what was done to get them.

    Attributes:
        books: Catalogue, sorted by `book_id`; columns in `schema.py`.
        ratings: One row for each user and book, sorted by both; texts categorical, see
            `ratings_table.py`.
        report: Counts, join rates, dropped rows.
    """

    books: pd.DataFrame
    ratings: pd.DataFrame
    report: CleanReport


def clean_folder(
    data_dir: Path,
    settings: CleanSettings,
    progress: Progress | None = None,
    engine: Engine | None = None,
) -> CleanResult:
    """Clean the raw files of a folder and join them.

    The result depends on nothing but the files' contents and names.

    Args:
        data_dir: Folder with the two data sets; see `raw.py`.
        settings: Which books join the catalogue.
        progress: Called with (files done, files in all).
        engine: Where files are read, books cleaned and titles matched; by default here.

    Raises:
        DataError: If a file is missing, unreadable or lacks a required column, or if no rating
            names a book.
    """
    files = raw_files(data_dir)
    report = CleanReport()
    engine = engine or LocalEngine()
    advance = file_counter(progress, len(files.all()))
    raw = _read_all_ratings(files.ratings, report, advance, engine)
    ratings = clean_ratings(raw, report.dropped)
    del raw
    give_back_memory()
    titles = rated_titles(ratings)
    names = frozenset(titles.names) if files.all_books else frozenset()
    candidates = read_candidates(files, names, report, advance, engine)
    give_back_memory()
    matches = match_titles(titles, candidates, engine)
    give_back_memory()
    books, matches = publish_catalogue(
        candidates, titles, matches, settings.min_ratings_outside_list
    )
    del candidates
    report_joins(report, ratings, titles, matches, books, MAX_REPORTED_TITLES)
    book_nums = book_nums_of(matches)
    del matches
    give_back_memory()
    joined = join_ratings(ratings, titles, book_nums, books, report.dropped)
    if joined.empty:
        raise DataError(f"{data_dir}: no rating names a book of the catalogue; check the files")
    del ratings, titles
    give_back_memory()
    report.books, report.users = len(books), int(joined["user_id"].nunique())
    report.ratings = len(joined)
    # Looking books up costs as much as there are books: once, not part by part.
    require_known_books(joined["book_id"].drop_duplicates().astype("str"), books)
    for part in text_parts(joined):
        check_rating_rows(part)
    return CleanResult(check_books(books), joined, report)


class OtherRatings(NamedTuple):
    """Ratings of other users.

    Attributes:
        ratings: As the published table has them.
        report: Counts, join rates, dropped rows.
        left_out: User ids without any such rating, and why, in order.
    """

    ratings: pd.DataFrame
    report: CleanReport
    left_out: dict[str, str]


def clean_other_ratings(folder: Path, books: pd.DataFrame, settings: CleanSettings) -> OtherRatings:
    """Clean ratings files of other users and join them to a catalogue that is there already.

    Args:
        folder: Folder with `user_rating*.csv`, a data folder that holds them, or one such file.
        books: The books table.
        settings: How much to report.

    Raises:
        DataError: If there is no such file, one is unusable, or no rating names a book.
    """
    report = CleanReport()
    raw = _read_all_ratings(rating_files(folder), report, lambda: None, LocalEngine())
    ratings = clean_ratings(raw, report.dropped)
    titles = rated_titles(ratings)
    matches = match_titles(titles, books)
    report_joins(report, ratings, titles, matches, books, settings.n_reported_titles)
    joined = join_ratings(ratings, titles, book_nums_of(matches), books, report.dropped)
    if joined.empty:
        raise DataError(f"{folder}: no rating names a book of the catalogue; check the files")
    report.books, report.users = len(books), int(joined["user_id"].nunique())
    report.ratings = len(joined)
    left_out = _find_left_out(ratings["user_id"], joined["user_id"])
    return OtherRatings(check_ratings(as_texts(joined), books), report, left_out)


def _find_left_out(rating: "pd.Series[str]", joined: "pd.Series[str]") -> dict[str, str]:
    """Find the users without a joined rating, and say why; both columns are categorical."""
    left = set(rating.cat.categories) - set(joined.unique())
    with_ratings = left & set(rating.unique())
    return {
        user: "none of their titles is in the catalogue" if user in with_ratings else "no rating"
        for user in sorted(left)
    }


def _read_all_ratings(
    paths: Sequence[Path], report: CleanReport, advance: Callable[[], None], engine: Engine
) -> pd.DataFrame:
    parts = []
    for read in engine.map(read_ratings_file, None, paths):
        parts += report.take(read)
        give_back_memory()
        advance()
    lengths = [len(part) for part in parts]
    columns = {
        name: stack_columns([part[name] for part in parts]) for name in ("user_id", "name", "stars")
    }
    return pd.DataFrame(
        {
            **columns,
            "line": np.concatenate([part["line"] for part in parts]),
            "source": pd.Categorical.from_codes(
                np.repeat(np.arange(len(paths)), lengths), pd.Index([path.name for path in paths])
            ),
        }
    )
