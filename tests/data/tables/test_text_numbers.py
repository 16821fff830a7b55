"""Columns as numbers say what columns of strings say."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from bookrec.data.tables.text_numbers import TextNumbers, renamed, stack_columns

texts = st.lists(st.text("aä \u0301Zé\U0001f600", max_size=3), max_size=12)


def column(values: list[str]) -> "pd.Series[str]":
    numbers = TextNumbers()
    for value in values:
        numbers.append(value)
    return pd.Series(numbers.to_categorical())


@given(st.lists(texts, min_size=1, max_size=3))
def test_what_goes_in_comes_out(parts: list[list[str]]) -> None:
    stacked = stack_columns([column(part) for part in parts])
    assert list(stacked) == [text for part in parts for text in part]
    assert stacked.categories.is_unique


@given(texts)
def test_renaming_equals_pandas(values: list[str]) -> None:
    reference = pd.Series([value.strip() or None for value in values], dtype="str")
    expected = reference.astype("category")
    found = renamed(column(values), str.strip)
    assert found.cat.codes.tolist() == expected.cat.codes.tolist()
    assert found.cat.categories.tolist() == expected.cat.categories.tolist()
