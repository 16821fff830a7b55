"""Arrow columns as numpy arrays.

`pyarrow.Array.to_numpy` and `pyarrow.array` import pandas where it is installed, a third of a
second that a recommendation does not have; these functions go through DLPack instead.
"""

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


def to_floats(column: pa.Array, dtype: type[np.floating[Any]]) -> NDArray[Any]:
    """Convert a numeric column; nulls become NaN."""
    values = np.array(np.from_dlpack(_without_mask(column)), dtype=dtype)
    if column.null_count:
        values[~to_bools(column.is_valid())] = np.nan
    return values


def to_ints(column: pa.Array) -> NDArray[np.int64]:
    """Convert an integer column; nulls become -1."""
    values = np.array(np.from_dlpack(_without_mask(column)), dtype=np.int64)
    if column.null_count:
        values[~to_bools(column.is_valid())] = -1
    return values


def to_bools(column: pa.Array) -> NDArray[np.bool_]:
    """Convert a boolean column without nulls."""
    return np.from_dlpack(column.cast(pa.uint8())).astype(bool)


def to_codes(column: pa.Array) -> tuple[NDArray[np.int64], list[Any]]:
    """Number a column's distinct values: codes, -1 for nulls, and the values by code."""
    encoded = column.dictionary_encode()
    return to_ints(encoded.indices), encoded.dictionary.to_pylist()


def _without_mask(column: pa.Array) -> pa.Array:
    """Drop the null mask, which DLPack does not know; values under it are arbitrary."""
    if not column.null_count:
        return column
    buffers = [None, *column.buffers()[1:]]
    return pa.Array.from_buffers(column.type, len(column), buffers, offset=column.offset)
