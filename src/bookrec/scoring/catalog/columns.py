"""Arrow columns as numpy arrays.

`pyarrow.Array.to_numpy` and `pyarrow.array` import pandas where it is installed, and even
`is_valid` and `dictionary_encode` import `pyarrow.compute`: a third of a second that a
recommendation does not have. These functions go through buffers and lists instead.
"""

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


def to_floats(column: pa.Array, dtype: type[np.floating[Any]]) -> NDArray[Any]:
    """Convert a numeric column; nulls become NaN."""
    values = np.array(np.from_dlpack(_without_mask(column)), dtype=dtype)
    if column.null_count:
        values[_is_null(column)] = np.nan
    return values


def to_ints(column: pa.Array) -> NDArray[np.int64]:
    """Convert an integer column; nulls become -1."""
    values = np.array(np.from_dlpack(_without_mask(column)), dtype=np.int64)
    if column.null_count:
        values[_is_null(column)] = -1
    return values


def to_codes(column: pa.Array) -> tuple[NDArray[np.int64], list[Any]]:
    """Number a column's distinct values: codes, -1 for nulls, and the values by code."""
    numbers: dict[Any, int] = {None: -1}
    codes = [numbers.setdefault(value, len(numbers) - 1) for value in column.to_pylist()]
    return np.array(codes, dtype=np.int64), list(numbers)[1:]


def _is_null(column: pa.Array) -> NDArray[np.bool_]:
    """Unpack the null mask of a column that has one."""
    bits = np.unpackbits(np.frombuffer(column.buffers()[0], np.uint8), bitorder="little")
    return np.equal(bits[column.offset : column.offset + len(column)], 0)


def _without_mask(column: pa.Array) -> pa.Array:
    """Drop the null mask, which DLPack does not know; values under it are arbitrary."""
    if not column.null_count:
        return column
    buffers = [None, *column.buffers()[1:]]
    return pa.Array.from_buffers(column.type, len(column), buffers, offset=column.offset)
