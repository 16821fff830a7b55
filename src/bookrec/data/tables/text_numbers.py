"""Columns of repeated texts as numbers and distinct texts: no string per row, at any size.

A column is a pandas categorical. Those of raw files list their texts in no order; `renamed`
sorts them.
"""

from array import array
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray


class TextNumbers:
    """A column that grows by one text at a time, each distinct text held once."""

    def __init__(self) -> None:
        """Start an empty column."""
        self._numbers = _Numbers()
        self._rows = array("i")

    def append(self, text: str) -> None:
        """Add a row."""
        self._rows.append(self._numbers[text])

    def to_categorical(self) -> pd.Categorical:
        """Return the column."""
        texts = pa.array(self._numbers, pa.large_string())
        return categorical(np.array(self._rows, dtype=np.int32), texts)


def stack_columns(columns: Sequence["pd.Series[str]"]) -> pd.Categorical:
    """Put categorical columns one below the other."""
    texts = pa.chunked_array([_texts(column) for column in columns]).combine_chunks()
    encoded = texts.dictionary_encode()
    numbers = encoded.indices.to_numpy()
    ends = np.cumsum([len(column.cat.categories) for column in columns])
    rows = [
        numbers[end - len(column.cat.categories) :][column.cat.codes.to_numpy()]
        for column, end in zip(columns, ends.tolist(), strict=True)
    ]
    return categorical(np.concatenate(rows), encoded.dictionary)


def renamed(column: "pd.Series[str]", rename: Callable[[str], str]) -> "pd.Series[str]":
    """Rename the distinct texts of a categorical column.

    Args:
        column: Categorical, without missing values.
        rename: Gives each text its new name; "" makes its rows missing.

    Returns:
        Categorical, distinct names in sorted order.
    """
    names = (rename(text) or None for text in column.cat.categories)
    encoded = pa.array(names, pa.large_string()).dictionary_encode()
    order = pc.array_sort_indices(encoded.dictionary)
    rank = np.empty(len(order), dtype=np.int32)
    rank[order.to_numpy()] = np.arange(len(order), dtype=np.int32)
    numbers = encoded.indices.fill_null(-1).to_numpy()
    new_numbers = np.where(numbers < 0, np.int32(-1), rank[numbers] if len(rank) else -1)
    rows = new_numbers[column.cat.codes.to_numpy()] if len(column) else np.empty(0, np.int32)
    return pd.Series(
        categorical(rows, encoded.dictionary.take(order)), index=column.index, copy=False
    )


class _Numbers(dict[str, int]):
    """Numbers texts in the order they are first seen."""

    def __missing__(self, text: str) -> int:
        number = self[text] = len(self)
        return number


def _texts(column: "pd.Series[str]") -> pa.Array:
    array = pa.array(column.cat.categories.array, pa.large_string())
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def categorical(rows: NDArray[np.int32], texts: pa.Array) -> pd.Categorical:
    """Make a column of numbers and the texts they stand for.

    Args:
        rows: Number of each row's text, -1 where it is missing.
        texts: Distinct texts.
    """
    categories = pd.Index(pd.array(texts, dtype="str"))
    # The public constructor makes sure that texts are distinct, which these are, by a table of all
    # of them as Python strings, and keeps that table: over 100 bytes for each text.
    dtype = pd.CategoricalDtype._from_fastpath(categories, ordered=False)  # type: ignore[attr-defined]
    return pd.Categorical.from_codes(rows, dtype=dtype, validate=False)
