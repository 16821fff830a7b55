"""Which optional columns hold nothing, and what that costs, in one line."""

from typing import Any

import pandas as pd

from bookrec.data.tables.columns import BOOK_COLUMNS


def missing_columns(books: pd.DataFrame) -> list[str]:
    """Name the optional columns that say nothing of any book, of those that matter.

    Args:
        books: The books table, or those of its columns that are to be looked at.
    """
    return [
        column.name
        for column in BOOK_COLUMNS
        if column.without and column.name in books and not _says_something(books[column.name])
    ]


def describe_missing(books: pd.DataFrame) -> str:
    """Say what is missing and what that costs, in one line; "" where nothing is."""
    missing = missing_columns(books)
    costs = {column.name: column.without for column in BOOK_COLUMNS}
    named = "; ".join(f"{name} ({costs[name]})" for name in missing)
    return f"Missing in the books: {named}." if missing else ""


def _says_something(column: "pd.Series[Any]") -> bool:
    if column.name == "n_ratings":
        return bool((column != 0).any())
    if column.dtype == object:
        return bool((column.str.len() > 0).any())
    return bool((column.notna() & (column.astype("str") != "")).any())
