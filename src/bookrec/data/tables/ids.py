"""Ids of books and users: texts inside, given back as they came; and their row numbers."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray


class IdColumn(NamedTuple):
    """A column of ids.

    Attributes:
        texts: Categorical in sorted order; missing where there is no id.
        are_integers: Whether they came as whole numbers.
    """

    texts: pd.Categorical
    are_integers: bool


def read_ids(column: "pd.Series[Any]") -> IdColumn:
    """Read ids of any type; numbers with empty cells among them may have become floats."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes, distinct = column.cat.codes.to_numpy(), column.cat.categories.tolist()
    else:
        if column.dtype == object:
            column = column.map(_hashable)
        codes, values = pd.factorize(column)
        distinct = pd.Index(values).tolist()
    are_integers = bool(distinct) and all(map(_is_whole, distinct))
    texts = [str(int(value)) if are_integers else str(value) for value in distinct]
    named = pd.Categorical(pd.array([text or None for text in texts], dtype="str"))
    places = np.append(named.codes, -1).astype(np.int32)
    return IdColumn(pd.Categorical.from_codes(places[codes], dtype=named.dtype), are_integers)


def row_numbers(
    ids: "pd.Series[str] | Iterable[str]", known: "pd.Series[str]"
) -> NDArray[np.int64]:
    """Find the rows of ids.

    Args:
        ids: Texts, repeats allowed; cheapest as a categorical column.
        known: The distinct ids in the order of their rows.

    Returns:
        Row of each id, -1 where it is not among the known, shape (n_ids,).
    """
    found = pd.Index(known)
    if isinstance(ids, pd.Series) and isinstance(ids.dtype, pd.CategoricalDtype):
        places = np.append(found.get_indexer(ids.cat.categories), -1)
        return places[ids.cat.codes.to_numpy()].astype(np.int64)
    return found.get_indexer(pd.Index(ids)).astype(np.int64)


def given_back(ids: Sequence[str], *, are_integers: bool) -> list[str] | list[int]:
    """Return ids in the type they came in."""
    return [int(text) for text in ids] if are_integers else list(ids)


def _hashable(value: object) -> object:
    """Leave texts and numbers as they are; anything else, such as a list, becomes a text."""
    if value is None or isinstance(value, str | int | float | np.number) or value is pd.NA:
        return value
    return str(value)


def _is_whole(value: object) -> bool:
    if isinstance(value, bool | np.bool_):
        return False
    if isinstance(value, float | np.floating):
        return float(value).is_integer()
    return isinstance(value, int | np.integer)
