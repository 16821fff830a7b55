"""The two tables as Parquet files, written and read some rows at a time: memory holds little else.

Tables of up to so many rows are written byte for byte as `DataFrame.to_parquet` does.
"""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from bookrec.data.tables.ratings_texts import TEXTS, as_texts

BOOKS_AT_ONCE = 65_536
RATINGS_AT_ONCE = 2**20
_LISTS = ("authors", "genres", "tags", "other_ids")


def write_books(books: pd.DataFrame, path: Path) -> None:
    """Write the books table."""
    # The first rows alone do not tell what the lists hold: they may all be empty.
    found = pa.Schema.from_pandas(books.iloc[:0], preserve_index=False)
    schema = pa.schema(
        field.with_type(pa.list_(pa.string())) if field.name in _LISTS else field for field in found
    )
    _write(
        (
            pa.Table.from_pandas(some, schema, preserve_index=False)
            for some in _parts(books, BOOKS_AT_ONCE)
        ),
        path,
    )


def write_ratings(ratings: pd.DataFrame, path: Path) -> None:
    """Write the ratings table, whose texts may be categorical."""
    _write(
        (
            pa.Table.from_pandas(as_texts(some), preserve_index=False)
            for some in _parts(ratings, RATINGS_AT_ONCE)
        ),
        path,
    )


def read_ratings(path: Path) -> pd.DataFrame:
    """Read a ratings table.

    Returns:
        Its texts as categories in alphabetical order: 13 bytes a rating, not 100.
    """
    file = pq.ParquetFile(path, read_dictionary=list(TEXTS))
    # Each batch has a dictionary, and joining them takes most of the time.
    frame: pd.DataFrame = pa.Table.from_batches(file.iter_batches(RATINGS_AT_ONCE)).to_pandas()
    for name in TEXTS:
        column = frame[name].cat
        frame[name] = column.reorder_categories(column.categories.sort_values())
    return frame


def _parts(table: pd.DataFrame, n_rows: int) -> Iterable[pd.DataFrame]:
    """Cut a table; an empty one is a part too."""
    return (table.iloc[start : start + n_rows] for start in range(0, len(table) or 1, n_rows))


def _write(tables: Iterable[pa.Table], path: Path) -> None:
    remaining = iter(tables)
    first = next(remaining)
    with pq.ParquetWriter(path, first.schema) as writer:
        writer.write_table(first)
        for table in remaining:
            writer.write_table(table)
