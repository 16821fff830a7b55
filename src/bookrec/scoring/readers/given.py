"""What callers from Python give: books in any sensible dress."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields

from bookrec.data.history import RatedBook, parse_book

BookLike = RatedBook | Mapping[str, object] | str
"""A book, its fields by name, or one line as `--book` takes it: "Dune|Frank Herbert|5"."""

_FIELDS = frozenset(field.name for field in fields(RatedBook))


def as_books(history: Iterable[BookLike]) -> list[RatedBook]:
    """Return a history as books.

    Raises:
        DataError: If a book's own values are unusable.
        TypeError: If the history is one text instead of a sequence, or holds what is no book.
    """
    if isinstance(history, str | Mapping | RatedBook):
        raise TypeError(
            "history: give a list of books, as in [RatedBook(title='Dune', rating=5)], not "
            f"{'one text' if isinstance(history, str) else 'one book'}"
        )
    return [as_book(book) for book in history]


def as_book(book: BookLike, default_rating: float | None = None) -> RatedBook:
    """Return one book.

    Args:
        book: In any dress.
        default_rating: Stars of a text without any.

    Raises:
        DataError: If its values are unusable.
        TypeError: If it is no book, or has fields that a book has not.
    """
    if isinstance(book, RatedBook):
        return book
    if isinstance(book, str):
        return parse_book(book, default_rating)
    if isinstance(book, Mapping):
        for name in book:
            if name not in _FIELDS:
                raise TypeError(
                    f"book: there is no field {name!r}{name_nearest(str(name), _FIELDS)}"
                )
        return RatedBook(**book)  # type: ignore[arg-type]  # RatedBook looks at the values
    raise TypeError(f"book: give a RatedBook, a dictionary or a text, not {type(book).__name__}")


def as_ids(book_ids: Sequence[str | int]) -> list[str]:
    """Return ids as the catalogue has them.

    Raises:
        TypeError: If one id is given instead of a sequence.
    """
    if isinstance(book_ids, str | int):
        raise TypeError(f"candidate_book_ids: give a list of ids, as in [{book_ids!r}]")
    return [str(book_id) for book_id in book_ids]


def name_nearest(name: str, known: Iterable[str]) -> str:
    """Name the known word nearest to one that is not, or all of them."""
    names = sorted(known)
    nearest = difflib.get_close_matches(name, names, n=1)
    return f"; did you mean {nearest[0]}?" if nearest else f"; there are {', '.join(names)}"
