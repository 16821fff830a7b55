"""One raw file as a table, by itself, so that many can be read at once."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from bookrec.data.kaggle.all_books import clean_all_books
from bookrec.data.kaggle.merge import compact
from bookrec.data.kaggle.raw import read_all_books, read_ratings
from bookrec.data.tables.rowlog import RowLog
from bookrec.data.text.clean import clean_name


@dataclass(frozen=True)
class ReadFile:
    """One raw file.

    Attributes:
        path: The file.
        parts: Tables, one below the other.
        n_rows: Rows that could be read.
        dropped: Rows left out, by reason.
        repaired: Rows used after a repair, by reason.
    """

    path: Path
    parts: list[pd.DataFrame]
    n_rows: int
    dropped: RowLog
    repaired: RowLog


def read_ratings_file(_: None, path: Path) -> ReadFile:
    """Read a ratings file into one table; see `read_ratings`."""
    dropped, repaired = RowLog(), RowLog()
    raw = read_ratings(path, dropped, repaired)
    return ReadFile(path, [raw], len(raw), dropped, repaired)


def read_all_books_file(rated_names: frozenset[str], path: Path) -> ReadFile:
    """Read the clean books of an all-books file whose name stands in the ratings."""
    dropped, repaired = RowLog(), RowLog()
    parts, n_rows = [], 0
    for raw in read_all_books(
        path, lambda name: clean_name(name) in rated_names, dropped, repaired
    ):
        n_rows += len(raw)
        parts.append(compact(clean_all_books(raw, path.name, dropped)))
    return ReadFile(path, parts, n_rows, dropped, repaired)
