"""The catalogue some books at a time, so that nothing but the result is as large as the result."""

from collections.abc import Iterator

BOOKS_AT_ONCE = 16_384


def blocks_of(n_books: int) -> Iterator[slice]:
    """Cut books into consecutive blocks."""
    for start in range(0, n_books, BOOKS_AT_ONCE):
        yield slice(start, min(start + BOOKS_AT_ONCE, n_books))
