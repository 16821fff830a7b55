"""Raw files become the books and the ratings table."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from bookrec.data.books import clean_best_books
from bookrec.data.join import Match, RatedTitle, match_titles
from bookrec.data.ratings import clean_ratings, log_rows
from bookrec.data.raw import RawFiles, raw_files, read_best_books, read_ratings
from bookrec.data.report import AmbiguousTitle, CleanReport, FileJoin, UnmatchedTitle
from bookrec.data.schema import BOOK_TYPES
from bookrec.data.works import assign_works
from bookrec.errors import DataError
from bookrec.settings import CleanSettings

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class CleanResult:
    """The two tables, and what was done to get them.

    Attributes:
        books: Catalogue, sorted by `book_id`; see `schema.py`.
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

    Args:
        data_dir: Folder with the two data sets.
        settings: How much to report.
        progress: Called with (files done, files in all).

    Raises:
        DataError: If a file is missing, unreadable, lacks a required column, or nothing is left.
    """
    files = raw_files(data_dir)
    report = CleanReport()
    steps = _Steps(progress, len(files.all()))
    books = _read_books(files, report, steps)
    ratings = clean_ratings(_read_all_ratings(files, report, steps), report.dropped)
    titles = rated_titles(ratings)
    matches = match_titles(titles, books)
    joined = _join(ratings, titles, matches, books, report)
    _report_joins(report, ratings, titles, matches, books, settings.n_reported_titles)
    report.books, report.users = len(books), joined["user_id"].nunique()
    report.ratings = len(joined)
    if joined.empty:
        raise DataError(f"{data_dir}: no rating names a book of the catalogue; check the files")
    return CleanResult(books, joined, report)


class _Steps:
    """Counts files done for the progress callback."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def advance(self) -> None:
        self._done += 1
        if self._progress:
            self._progress(self._done, self._total)


def _read_books(files: RawFiles, report: CleanReport, steps: _Steps) -> pd.DataFrame:
    parts = []
    for path in files.best_books:
        raw = read_best_books(path, report.dropped, report.repaired)
        report.rows_read[path.name] = len(raw)
        parts.append(clean_best_books(raw, path.name, report.dropped))
        steps.advance()
    books = pd.concat(parts, ignore_index=True)
    books = _one_row_per_book(books, report)
    books["n_ratings"] = books["n_ratings"].fillna(0)
    books["work_id"] = assign_works(books)
    return books.astype(BOOK_TYPES)[list(BOOK_TYPES)]


def _one_row_per_book(books: pd.DataFrame, report: CleanReport) -> pd.DataFrame:
    """Merge rows of one book: the most rated row, its gaps filled from the others."""
    books = books.sort_values("book_id", kind="stable")
    return books.drop_duplicates("book_id").reset_index(drop=True)


def _read_all_ratings(files: RawFiles, report: CleanReport, steps: _Steps) -> pd.DataFrame:
    parts = []
    for path in files.ratings:
        raw = read_ratings(path, report.dropped, report.repaired)
        report.rows_read[path.name] = len(raw)
        parts.append(raw.assign(source=path.name))
        steps.advance()
    return pd.concat(parts, ignore_index=True).astype(
        {"user_id": "category", "name": "category", "stars": "category", "source": "category"}
    )


def rated_titles(ratings: pd.DataFrame) -> list[RatedTitle]:
    """Count each distinct title of the ratings, in the order of its categories."""
    per_name = ratings.groupby("name", observed=True)["rating"].agg(["size", "mean"])
    return [RatedTitle(name, size, mean) for name, size, mean in per_name.itertuples(name=None)]


def _join(
    ratings: pd.DataFrame,
    titles: list[RatedTitle],
    matches: list[Match],
    books: pd.DataFrame,
    report: CleanReport,
) -> pd.DataFrame:
    """Give each rating its book; a user keeps one rating for each work.

    Of ratings of several editions, the one whose title more people rated is kept, then the higher
    one.
    """
    book_nums = {title.name: match.book_num for title, match in zip(titles, matches, strict=True)}
    counts = {title.name: title.n_ratings for title in titles}
    book_num = ratings["name"].map(book_nums).to_numpy(dtype=np.int64)
    is_joined = book_num >= 0
    joined = ratings[is_joined].assign(
        book_id=books["book_id"].to_numpy()[book_num[is_joined]],
        work_id=books["work_id"].to_numpy()[book_num[is_joined]],
        n_named=ratings["name"][is_joined].map(counts).astype("int64"),
    )
    joined["user_id"] = joined["user_id"].astype("str")
    joined = joined.sort_values(
        ["user_id", "work_id", "n_named", "rating", "book_id"],
        ascending=[True, True, False, False, True],
        kind="stable",
    )
    is_second = joined.duplicated(["user_id", "work_id"])
    log_rows(report.dropped, is_second.map({True: "second edition of one work", False: ""}), joined)
    joined = joined[~is_second].sort_values(["user_id", "book_id"], kind="stable")
    joined["source"] = joined["source"].astype("str")
    return joined[["user_id", "book_id", "rating", "source"]].reset_index(drop=True)


def _report_joins(
    report: CleanReport,
    ratings: pd.DataFrame,
    titles: list[RatedTitle],
    matches: list[Match],
    books: pd.DataFrame,
    n_reported: int,
) -> None:
    is_joined = (
        ratings["name"]
        .map(
            {title.name: match.book_num >= 0 for title, match in zip(titles, matches, strict=True)}
        )
        .astype(bool)
    )
    by_file = is_joined.groupby(ratings["source"], observed=False).agg(["size", "sum"])
    report.joins = [
        FileJoin(file, int(size), int(joined)) for file, size, joined in by_file.itertuples()
    ]
    ids = books["book_id"].tolist()
    joined_by: Counter[str] = Counter()
    settled_by: Counter[str] = Counter()
    ranked = sorted(
        zip(titles, matches, strict=True), key=lambda pair: (-pair[0].n_ratings, pair[0].name)
    )
    for title, match in ranked:
        if match.book_num < 0:
            if len(report.unmatched) < n_reported:
                report.unmatched.append(UnmatchedTitle(title.name, title.n_ratings, match.how))
            continue
        joined_by[match.how] += title.n_ratings
        if match.rivals:
            settled_by[match.settled_by] += title.n_ratings
            if len(report.ambiguous) < n_reported:
                rivals = [ids[number] for number in match.rivals]
                report.ambiguous.append(
                    AmbiguousTitle(
                        title.name, title.n_ratings, ids[match.book_num], rivals, match.settled_by
                    )
                )
    report.joined_by, report.settled_by = dict(joined_by), dict(settled_by)
