"""Rows in another order are those of pandas."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from bookrec.data.tables import rearrange
from bookrec.data.tables.rearrange import take_rows


@pytest.mark.parametrize("rows_at_once", [3, 10_000])
@pytest.mark.parametrize("n_taken", [0, 5, 40])
def test_any_order_of_a_text_column_in_parts(
    rows_at_once: int, n_taken: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rearrange, "ROWS_AT_ONCE", rows_at_once)
    texts = ["", "x", None, "Dune", "élan"] * 4
    parts = [pd.Series(some, dtype="str") for some in (texts[:7], texts[7:8], texts[8:])]
    column = pd.concat(parts, ignore_index=True)
    assert pa.chunked_array(column).num_chunks == len(parts)
    order = np.random.default_rng(0).integers(0, len(texts), n_taken)
    taken = pd.Series(take_rows(column, order))
    pd.testing.assert_series_equal(taken, column.take(order).reset_index(drop=True))


def test_other_columns_too() -> None:
    taken = take_rows(pd.Series([["a"], [], ["b", "c"]]), np.array([2, 0]))
    assert list(taken) == [["b", "c"], ["a"]]
