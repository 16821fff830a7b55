"""Raw files become the books and the ratings table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from bookrec.data.catalogue import publish_catalogue, read_candidates
from bookrec.data.join import Match, match_titles
from bookrec.data.join_index import RatedTitle
from bookrec.data.ratings import clean_ratings, rated_titles
from bookrec.data.raw import read_ratings
from bookrec.data.raw_files import rating_files, raw_files
from bookrec.data.report import CleanReport, report_joins
from bookrec.data.schema import check_books, check_ratings
from bookrec.data.text import clean_name
from bookrec.errors import DataError
from bookrec.settings import CleanSettings

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class CleanResult:
    """The two tables, and what was done to get them.

    Attributes:
        books: Catalogue, sorted by `book_id`; columns in `schema.py`.
        ratings: One row for each user and book, sorted by both.
        report: Counts, join rates, dropped rows.
    """

    books: pd.DataFrame
    ratings: pd.DataFrame
    report: CleanReport


def clean_folder(
    data_dir: Path, settings: CleanSettings, progress: Progress | None = None
) -> CleanResult:
    """Clean the raw files of a folder and join them.

    The result depends on nothing but the files' contents and names.

    Args:
        data_dir: Folder with the two data sets; see `raw.py`.
        settings: Which books join the catalogue, and how much to report.
        progress: Called with (files done, files in all).

    Raises:
        DataError: If a file is missing, unreadable or lacks a required column, or if no rating
            names a book.
    """
    files = raw_files(data_dir)
    report = CleanReport()
    advance = _counter(progress, len(files.all()))
    ratings = clean_ratings(_read_all_ratings(files.ratings, report, advance), report.dropped)
    titles = rated_titles(ratings)
    names = {title.name for title in titles}
    candidates = read_candidates(files, lambda name: clean_name(name) in names, report, advance)
    matches = match_titles(titles, candidates)
    books, matches = publish_catalogue(
        candidates, titles, matches, settings.min_ratings_outside_list
    )
    joined = _join(ratings, titles, matches, books, report)
    if joined.empty:
        raise DataError(f"{data_dir}: no rating names a book of the catalogue; check the files")
    report_joins(report, ratings, titles, matches, books, settings.n_reported_titles)
    report.books, report.users = len(books), int(joined["user_id"].nunique())
    report.ratings = len(joined)
    return CleanResult(check_books(books), check_ratings(joined, books), report)


def clean_other_ratings(
    folder: Path, books: pd.DataFrame, settings: CleanSettings
) -> tuple[pd.DataFrame, CleanReport]:
    """Clean ratings files of other users and join them to a catalogue that is there already.

    Args:
        folder: Folder with `user_rating*.csv`, a data folder that holds them, or one such file.
        books: The books table.
        settings: How much to report.

    Returns:
        Ratings as in `CleanResult`, and the report.

    Raises:
        DataError: If there is no such file, one is unusable, or no rating names a book.
    """
    report = CleanReport()
    raw = _read_all_ratings(rating_files(folder), report, lambda: None)
    ratings = clean_ratings(raw, report.dropped)
    titles = rated_titles(ratings)
    matches = match_titles(titles, books)
    joined = _join(ratings, titles, matches, books, report)
    if joined.empty:
        raise DataError(f"{folder}: no rating names a book of the catalogue; check the files")
    report_joins(report, ratings, titles, matches, books, settings.n_reported_titles)
    report.books, report.users = len(books), int(joined["user_id"].nunique())
    report.ratings = len(joined)
    return check_ratings(joined, books), report


def _counter(progress: Progress | None, total: int) -> Callable[[], None]:
    """Make a function that reports one more file done."""
    done = iter(range(1, total + 1))

    def advance() -> None:
        if progress:
            progress(next(done), total)

    return advance


def _read_all_ratings(
    paths: Sequence[Path], report: CleanReport, advance: Callable[[], None]
) -> pd.DataFrame:
    parts = []
    for path in paths:
        raw = read_ratings(path, report.dropped, report.repaired)
        report.rows_read[path.name] = len(raw)
        parts.append(raw.assign(source=path.name))
        advance()
    columns = ["user_id", "name", "stars", "source"]
    return pd.concat(parts, ignore_index=True).astype(dict.fromkeys(columns, "category"))


def _join(
    ratings: pd.DataFrame,
    titles: list[RatedTitle],
    matches: list[Match],
    books: pd.DataFrame,
    report: CleanReport,
) -> pd.DataFrame:
    """Give each rating its book; a user keeps one rating for each work.

    Of the ratings of several editions, the one whose title more people rated is kept; between
    equals, the higher one.
    """
    title_num = ratings["name"].cat.codes.to_numpy()
    book_num = np.array([match.book_num for match in matches], dtype=np.int64)[title_num]
    n_named = np.array([title.n_ratings for title in titles], dtype=np.int64)[title_num]
    work_num = pd.factorize(books["work_id"])[0]
    # Numbers sort like the ids they stand for, only faster.
    numbers = pd.DataFrame(
        {
            "row": np.arange(len(ratings)),
            "user": ratings["user_id"].cat.codes.to_numpy(),
            "book": book_num,
            "work": work_num[book_num],
            "n_named": -n_named,
            "rating": -ratings["rating"].to_numpy(),
        }
    )[book_num >= 0].sort_values(["user", "work", "n_named", "rating", "book"], kind="stable")
    is_second = numbers.duplicated(["user", "work"])
    for source, line, name in ratings.iloc[numbers["row"][is_second].sort_values()][
        ["source", "line", "name"]
    ].itertuples(index=False, name=None):
        report.dropped.add("second edition of one work", source, line, name)
    kept = numbers[~is_second].sort_values(["user", "book"], kind="stable")
    rows = ratings.iloc[kept["row"]]
    return pd.DataFrame(
        {
            "user_id": rows["user_id"].astype("str").array,
            "book_id": books["book_id"].array.take(kept["book"].to_numpy()),
            "rating": rows["rating"].array,
            "source": rows["source"].astype("str").array,
        }
    )
