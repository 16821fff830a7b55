"""The catalogue: the Best Books list, and books of the all-books data set that are rated enough."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from bookrec.data.all_books import (
    SOURCE,
    clean_all_books,
    with_best_books_ids,
    without_known_works,
)
from bookrec.data.books import clean_best_books
from bookrec.data.join import Match
from bookrec.data.join_index import RatedTitle
from bookrec.data.merge import merge_rows
from bookrec.data.raw import read_all_books, read_best_books
from bookrec.data.raw_files import RawFiles
from bookrec.data.report import CleanReport
from bookrec.data.schema import BOOK_TYPES
from bookrec.data.works import assign_works
from bookrec.errors import DataError

OUTSIDE_CATALOGUE = "book outside the catalogue, rated too rarely"


def read_candidates(
    files: RawFiles,
    is_rated: Callable[[str], bool],
    report: CleanReport,
    advance: Callable[[], None],
) -> pd.DataFrame:
    """Read every book that a rating may mean.

    Args:
        files: The raw files.
        is_rated: Whether a name of an all-books file stands in the ratings.
        report: Receives rows read and dropped.
        advance: Called after each file.

    Returns:
        Books with the columns and types of `BOOK_TYPES`, sorted by `book_id`.

    Raises:
        DataError: If a file is unreadable or lacks a required column, or if no book is usable.
    """
    parts = []
    for path in files.best_books:
        raw = read_best_books(path, report.dropped, report.repaired)
        report.rows_read[path.name] = len(raw)
        parts.append(clean_best_books(raw, path.name, report.dropped))
        advance()
    rows = pd.concat(parts, ignore_index=True)
    if rows.empty:
        raise DataError(f"{files.best_books[0].parent}: no usable book; download the files again")
    best = merge_rows(rows, report.dropped)
    if not files.all_books:
        return _typed(best.assign(work_id=assign_works(best)))
    extra = []
    for path in files.all_books:
        raw = read_all_books(path, is_rated, report.dropped, report.repaired)
        report.rows_read[path.name] = len(raw)
        extra.append(clean_all_books(raw, path.name, report.dropped))
        advance()
    numbered = with_best_books_ids(pd.concat(extra, ignore_index=True), best["book_id"])
    merged = merge_rows(pd.concat([best, numbered], ignore_index=True), report.dropped)
    return _typed(without_known_works(merged))


def publish_catalogue(
    candidates: pd.DataFrame,
    titles: Sequence[RatedTitle],
    matches: Sequence[Match],
    min_ratings: int,
) -> tuple[pd.DataFrame, list[Match]]:
    """Leave out all-books candidates that too few ratings name.

    Args:
        candidates: What `read_candidates` returned.
        titles: Rated titles.
        matches: Their books among the candidates.
        min_ratings: Ratings that bring an all-books book into the catalogue.

    Returns:
        The catalogue, and the matches with its row numbers.
    """
    n_joined = np.zeros(len(candidates) + 1, dtype=np.int64)
    for title, match in zip(titles, matches, strict=True):
        n_joined[match.book_num] += title.n_ratings
    is_kept = candidates["source"].ne(SOURCE).to_numpy() | (n_joined[:-1] >= min_ratings)
    new_nums = np.append(np.where(is_kept, np.cumsum(is_kept) - 1, -1), -1)
    renumbered = [_renumbered(match, new_nums) for match in matches]
    return candidates[is_kept].reset_index(drop=True), renumbered


def _renumbered(match: Match, new_nums: np.ndarray) -> Match:
    if match.book_num < 0:
        return match
    book_num = int(new_nums[match.book_num])
    if book_num < 0:
        return Match(-1, OUTSIDE_CATALOGUE)
    rivals = tuple(int(new_nums[rival]) for rival in match.rivals if new_nums[rival] >= 0)
    return replace(match, book_num=book_num, rivals=rivals)


def _typed(books: pd.DataFrame) -> pd.DataFrame:
    books = books.assign(n_ratings=books["n_ratings"].fillna(0))
    return books.astype(BOOK_TYPES)[list(BOOK_TYPES)]
