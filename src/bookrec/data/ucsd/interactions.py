"""Interactions as a stream, some rows at a time, with ids as the numbers they are in the file."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc
from numpy.typing import NDArray

from bookrec.data.tables.rowlog import RowLog
from bookrec.errors import DataError

NO_RATING = "rating 0: read or shelved, not rated"
OUT_OF_SCALE = "rating not from 1 to 5"
_TYPES = {"user_id": pa.int32(), "book_id": pa.int32(), "rating": pa.int8()}
_BLOCK_BYTES = 2**24


class Interactions(NamedTuple):
    """The rated interactions.

    Attributes:
        users: Number of the user of each, shape (n_ratings,), int32.
        books: Number of the book, int32.
        stars: 1 to 5, int8.
        n_read: Rows of the file.
    """

    users: NDArray[np.int32]
    books: NDArray[np.int32]
    stars: NDArray[np.int8]
    n_read: int


def read_interactions(path: Path, dropped: RowLog) -> Interactions:
    """Read the ratings among the interactions; 9 bytes are held of each.

    Args:
        path: goodreads_interactions.csv.
        dropped: Receives interactions without a rating, and lines of another number of columns.

    Raises:
        DataError: If the file is none of this form.
    """
    parts: dict[str, list[NDArray[np.int32]]] = {name: [] for name in _TYPES}
    n_read = 0

    def skip(row: pc.InvalidRow) -> str:
        dropped.add("wrong number of columns", path.name, row.number or 0, row.text)
        return "skip"

    try:
        # One thread, so that rows are numbered and kept in order; any byte is a character of
        # Latin-1, so that a damaged line can be shown.
        reader = pc.open_csv(
            path,
            pc.ReadOptions(block_size=_BLOCK_BYTES, use_threads=False, encoding="latin1"),
            pc.ParseOptions(invalid_row_handler=skip),
            pc.ConvertOptions(column_types=_TYPES, include_columns=list(_TYPES)),
        )
        for batch in reader:
            columns = {name: batch.column(name).to_numpy(False) for name in _TYPES}
            stars = np.nan_to_num(columns["rating"].astype(np.float32))
            rated = (stars >= 1) & (stars <= 5)
            for reason, is_bad in ((NO_RATING, stars == 0), (OUT_OF_SCALE, ~rated & (stars != 0))):
                for row in np.flatnonzero(is_bad)[:1].tolist():
                    dropped.add(reason, path.name, n_read + row + 2)
                dropped.counts[reason][path.name] += max(int(is_bad.sum()) - 1, 0)
            for name, column in columns.items():
                parts[name].append(column[rated])
            n_read += len(batch)
    except (pa.ArrowException, OSError) as error:
        reason = " ".join(str(error).split())[:200]
        raise DataError(
            f"{path}: not the interactions of the UCSD Book Graph, or damaged after row "
            f"{n_read + 1:,} ({reason}); download it again"
        ) from error
    users, books, ratings = (
        np.concatenate(parts[name]) if parts[name] else np.empty(0) for name in _TYPES
    )
    return Interactions(
        users.astype(np.int32), books.astype(np.int32), ratings.astype(np.int8), n_read
    )


def read_id_map(path: Path, number: str, name: str) -> dict[int, str]:
    """Read which id a number of the interactions stands for.

    Raises:
        DataError: If the file is none of this form.
    """
    try:
        types = {number: pa.int32(), name: pa.string()}
        options = pc.ConvertOptions(column_types=types, include_columns=list(types))
        table = pc.read_csv(path, convert_options=options)
    except (pa.ArrowException, OSError) as error:
        reason = " ".join(str(error).split())[:200]
        raise DataError(f"{path}: no map from {number} to {name} ({reason})") from error
    return dict(zip(table[number].to_pylist(), table[name].to_pylist(), strict=True))
