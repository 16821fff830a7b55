"""Columns in another order, without a second copy of their texts on the way."""

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

ROWS_AT_ONCE = 8192
"""Rows put in order at a time: some 10 MB of descriptions, held three times."""


def take_rows(column: "pd.Series[Any]", order: NDArray[np.int64]) -> Any:  # noqa: ANN401 - pandas
    """Return the values of a column in another order, as a pandas array.

    Pandas would first put the parts of a text column together: all descriptions of a large
    catalogue once more.

    Args:
        column: Any column.
        order: Numbers of its rows, each once or more often or not at all.
    """
    if column.dtype != "str":
        return column.array.take(order)
    texts = pa.chunked_array(column)
    starts = np.cumsum([0, *map(len, texts.chunks)])
    parts = [
        _take_texts(texts, starts, order[start : start + ROWS_AT_ONCE])
        for start in range(0, len(order), ROWS_AT_ONCE)
    ]
    return pd.array(pa.chunked_array(parts, texts.type), dtype="str")


def _take_texts(
    texts: pa.ChunkedArray, starts: NDArray[np.int64], rows: NDArray[np.int64]
) -> pa.Array:
    """Take rows from the chunks they are in; `starts` are the chunks' first rows."""
    chunk_of = np.searchsorted(starts, rows, side="right") - 1
    by_chunk = np.argsort(chunk_of, kind="stable")
    bounds = np.searchsorted(chunk_of[by_chunk], np.arange(texts.num_chunks + 1))
    taken = [
        chunk.take(pa.array(rows[by_chunk[first:last]] - start))
        for chunk, start, first, last in zip(
            texts.chunks, starts[:-1], bounds[:-1], bounds[1:], strict=True
        )
        if last > first
    ]
    back = np.empty(len(rows), np.int64)
    back[by_chunk] = np.arange(len(rows))
    return pa.concat_arrays(taken).take(pa.array(back))
