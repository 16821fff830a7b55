"""A book's fields as the texts the encoder reads."""

import pandas as pd

TEXT_FIELDS = ("series", "author", "description")
"""Columns of the books table that become text, in the order of the features."""


def book_texts(books: pd.DataFrame) -> dict[str, list[str]]:
    """Return each text field of every book.

    Where most books have no description, those without one are described by what else is known of
    them: title, author, series, genres, tags. Where most have one, a stand-in would be of
    another kind than they are, and the gap stays.

    Args:
        books: The books table, with the columns named in `TEXT_FIELDS`; null means no text.

    Returns:
        Field name to texts, each of length n_books and in the order of the rows; "" where a
        book lacks the field.
    """
    texts = {field: books[field].fillna("").astype(str).tolist() for field in TEXT_FIELDS}
    n_described = sum(map(bool, texts["description"]))
    if 2 * n_described < len(books):
        known = zip(texts["description"], _stand_ins(books), strict=True)
        texts["description"] = [description or stand_in for description, stand_in in known]
    return texts


def _stand_ins(books: pd.DataFrame) -> list[str]:
    """Say in one text each what is known of the books."""
    lists = [books[name] for name in ("genres", "tags") if name in books]
    texts = [books[name].fillna("").astype(str) for name in ("title", "author", "series")]
    return [
        ". ".join(part for part in (*known[:3], *(", ".join(names) for names in known[3:])) if part)
        for known in zip(*texts, *lists, strict=True)
    ]
