"""The catalogue: the Best Books list, and books of the all-books data set that are rated enough."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

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
from bookrec.data.merge import compact, merge_rows, united
from bookrec.data.ratings import RatedTitles
from bookrec.data.raw import read_all_books, read_best_books
from bookrec.data.raw_files import RawFiles
from bookrec.data.report import CleanReport
from bookrec.data.schema import BOOK_TYPES
from bookrec.data.works import assign_works
from bookrec.errors import DataError

Part = tuple[int, pd.DataFrame]
"""Rows read, and the clean books among them."""
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
    best = merge_rows(_read_parts(files.best_books, _best_books, report, advance), report.dropped)
    if best.empty:
        raise DataError(f"{files.best_books[0].parent}: no usable book; download the files again")
    if not files.all_books:
        return _typed(best.assign(work_id=assign_works(best)))

    def rated_books(path: Path, report: CleanReport) -> Iterator[Part]:
        for raw in read_all_books(path, is_rated, report.dropped, report.repaired):
            yield len(raw), clean_all_books(raw, path.name, report.dropped)

    extra = _read_parts(files.all_books, rated_books, report, advance)
    numbered = with_best_books_ids(extra, best["book_id"])
    return _typed(without_known_works(merge_rows(united([best, numbered]), report.dropped)))


def _best_books(path: Path, report: CleanReport) -> Iterator[Part]:
    for raw in read_best_books(path, report.dropped, report.repaired):
        yield len(raw), clean_best_books(raw, path.name, report.dropped)


def _read_parts(
    paths: Iterable[Path],
    read: Callable[[Path, CleanReport], Iterator[Part]],
    report: CleanReport,
    advance: Callable[[], None],
) -> pd.DataFrame:
    """Read files part by part, so that no more than a part is there as Python strings."""
    parts = []
    for path in paths:
        report.rows_read[path.name] = 0
        for n_rows, books in read(path, report):
            report.rows_read[path.name] += n_rows
            parts.append(compact(books))
        advance()
    return united(parts)


def publish_catalogue(
    candidates: pd.DataFrame,
    titles: RatedTitles,
    matches: list[Match],
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
    np.add.at(n_joined, np.array([match.book_num for match in matches]), titles.n_ratings)
    is_kept = candidates["source"].ne(SOURCE).to_numpy() | (n_joined[:-1] >= min_ratings)
    if is_kept.all():
        return candidates, matches
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
