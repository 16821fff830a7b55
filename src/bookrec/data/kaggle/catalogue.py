"""The catalogue: the Best Books list, and books of the all-books data set that are rated enough."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from bookrec.data.kaggle.all_books import (
    GOODREADS_NUMBER,
    SOURCE,
    with_best_books_ids,
    without_known_works,
)
from bookrec.data.kaggle.books import clean_best_books
from bookrec.data.kaggle.merge import compact, merge_rows, united
from bookrec.data.kaggle.ratings import RatedTitles
from bookrec.data.kaggle.raw import read_best_books
from bookrec.data.kaggle.raw_files import RawFiles
from bookrec.data.kaggle.read_file import read_all_books_file
from bookrec.data.kaggle.report import CleanReport
from bookrec.data.matching.join import TitleMatch, book_nums_of
from bookrec.data.matching.works import assign_works
from bookrec.data.tables.free_memory import give_back_memory
from bookrec.data.tables.rowlog import RowLog
from bookrec.data.tables.schema import BOOK_TYPES
from bookrec.engine import Engine
from bookrec.errors import DataError

Part = tuple[int, pd.DataFrame, RowLog]
"""Rows read, the clean books among them, and the rows left out."""
OUTSIDE_CATALOGUE = "book outside the catalogue, rated too rarely"


def read_candidates(
    files: RawFiles,
    rated_names: frozenset[str],
    report: CleanReport,
    advance: Callable[[], None],
    engine: Engine,
) -> pd.DataFrame:
    """Read every book that a rating may mean.

    Args:
        files: The raw files.
        rated_names: Names that stand in the ratings: other books of the all-books files are left
            out.
        report: Receives rows read and dropped.
        advance: Called after each file.
        engine: Where rows are cleaned; the all-books files are opened there.

    Returns:
        Books with the columns and types of `BOOK_TYPES`, sorted by `book_id`.

    Raises:
        DataError: If a file is unreadable or lacks a required column, or if no book is usable.
    """
    best = merge_rows(_read_list(files, report, advance, engine), report.dropped)
    give_back_memory()
    if best.empty:
        raise DataError(f"{files.best_books[0].parent}: no usable book; download the files again")
    if not files.all_books:
        return _typed(best.assign(work_id=assign_works(best)))
    extra: list[pd.DataFrame] = []
    for read in engine.map(read_all_books_file, rated_names, files.all_books):
        extra += report.take(read)
        advance()
    numbered = with_best_books_ids(united(extra), best["book_id"])
    return _typed(without_known_works(merge_rows(united([best, numbered]), report.dropped)))


def _read_list(
    files: RawFiles, report: CleanReport, advance: Callable[[], None], engine: Engine
) -> pd.DataFrame:
    """Read the whole Best Books list; nobody else holds its parts."""
    parts: list[pd.DataFrame] = []
    for path in files.best_books:
        parts += _read_best_books(path, report, engine)
        advance()
    return united(parts)


def _read_best_books(path: Path, report: CleanReport, engine: Engine) -> Iterator[pd.DataFrame]:
    """Read a file here, and clean its parts wherever somebody is free."""
    report.rows_read[path.name] = 0
    raw = read_best_books(path, report.dropped, report.repaired)
    for n_rows, books, dropped in engine.map(_clean_part, path.name, raw):
        report.rows_read[path.name] += n_rows
        report.dropped.extend(dropped)
        yield books


def _clean_part(file: str, raw: pd.DataFrame) -> Part:
    dropped = RowLog()
    return len(raw), compact(clean_best_books(raw, file, dropped)), dropped


def publish_catalogue(
    candidates: pd.DataFrame,
    titles: RatedTitles,
    matches: list[TitleMatch],
    min_ratings: int,
) -> tuple[pd.DataFrame, list[TitleMatch]]:
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
    np.add.at(n_joined, book_nums_of(matches), titles.n_ratings)
    is_kept = candidates["source"].ne(SOURCE).to_numpy() | (n_joined[:-1] >= min_ratings)
    if is_kept.all():
        return candidates, matches
    new_nums = np.append(np.where(is_kept, np.cumsum(is_kept) - 1, -1), -1)
    renumbered = [_renumbered(match, new_nums) for match in matches]
    return candidates[is_kept].reset_index(drop=True), renumbered


def _renumbered(match: TitleMatch, new_nums: np.ndarray) -> TitleMatch:
    if match.book_num < 0:
        return match
    book_num = int(new_nums[match.book_num])
    if book_num < 0:
        return TitleMatch(-1, OUTSIDE_CATALOGUE)
    rivals = tuple(int(new_nums[rival]) for rival in match.rivals if new_nums[rival] >= 0)
    return replace(match, book_num=book_num, rivals=rivals)


def _typed(books: pd.DataFrame) -> pd.DataFrame:
    books = books.assign(n_ratings=books["n_ratings"].fillna(0), genres_inferred=False)
    books["tags"] = pd.Series([[] for _ in range(len(books))], index=books.index, dtype=object)
    ids = [_other_ids(book_id) for book_id in books["book_id"]]
    books["other_ids"] = pd.Series(ids, index=books.index, dtype=object)
    return books.astype(BOOK_TYPES)[list(BOOK_TYPES)]


def _other_ids(book_id: str) -> list[str]:
    """Name the Goodreads number that the ids of the Best Books list begin with: "1.Dune"."""
    number = GOODREADS_NUMBER.match(book_id)
    return [f"goodreads:{number.group()}"] if number else []
