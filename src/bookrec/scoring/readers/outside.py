"""Rated books outside the catalogue: what the scorer can still know of them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bookrec.data.history import RatedBook
from bookrec.data.matching import CatalogIndex
from bookrec.data.text.titles import normalize_author
from bookrec.scoring.model.history import ExtraBooks
from bookrec.scoring.readers.reader import MAX_TEXTS_READ, Encode


def describe_outside(
    books: Sequence[RatedBook],
    index: CatalogIndex,
    author_nums: NDArray[np.int64],
    encode: Encode | None,
    text_dim: int,
) -> ExtraBooks:
    """Describe rated books by their text and by their author's other books.

    Args:
        books: Rated books, none of them in the catalogue.
        index: The catalogue.
        author_nums: First author of each catalogue book, shape (n_books,).
        encode: The text encoder; without one a book counts through its author alone, and so do
            the last ones of very many, those with a description first.
        text_dim: Width of a text embedding.
    """
    embeddings = np.zeros((len(books), text_dim), dtype=np.float32)
    if encode is not None:
        told = sorted(range(len(books)), key=lambda place: not books[place].description)
        read = sorted(told[:MAX_TEXTS_READ])
        embeddings[read] = encode([_text(books[place]) for place in read])
    return ExtraBooks(
        text_embeddings=embeddings,
        author_nums=np.array([_author_num(book, index, author_nums) for book in books]),
        series_nums=np.full(len(books), -1, dtype=np.int64),
        ratings=np.array([book.rating for book in books], dtype=np.float32),
    )


def _text(book: RatedBook) -> str:
    """What is known of a book, as one text, the telling parts first."""
    parts = (book.description, ", ".join(book.genres), book.title, book.author)
    return ". ".join(part.strip() for part in parts if part.strip())


def _author_num(book: RatedBook, index: CatalogIndex, author_nums: NDArray[np.int64]) -> int:
    books = index.by_author_key.find(normalize_author(book.author))
    return int(author_nums[books[0]]) if books else -1
