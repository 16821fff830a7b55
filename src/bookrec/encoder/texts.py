"""A book's fields as the texts the encoder reads."""

import pandas as pd

TEXT_FIELDS = ("series", "author", "description")
"""Columns of the books table that become text, in the order of the features."""


def book_texts(books: pd.DataFrame) -> dict[str, list[str]]:
    """Return each text field of every book.

    Args:
        books: The books table, with the columns named in `TEXT_FIELDS`; null means no text.

    Returns:
        Field name to texts, each of length n_books and in the order of the rows; "" where a
        book lacks the field.
    """
    return {field: books[field].fillna("").astype(str).tolist() for field in TEXT_FIELDS}
