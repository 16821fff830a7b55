"""A reader: the books they named, as far as the catalogue knows them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from bookrec.data.history import RatedBook, Status
from bookrec.data.history.contradictions import find_contradictions
from bookrec.data.matching import CatalogIndex, Match, match
from bookrec.data.text.titles import normalize_author
from bookrec.scoring.explain.recommendation import Unmatched
from bookrec.scoring.model.history import ExtraBooks, History

Encode = Callable[[list[str]], NDArray[np.float32]]
"""Texts to unit-length text embeddings, shape (n_texts, text_dim), float32."""


MAX_TEXTS_READ = 500
"""Rated books outside the catalogue whose text is embedded, a few seconds' work; the others of a
very long list count by author and stars alone."""


class ToRead(NamedTuple):
    """A book that a reader means to read.

    Attributes:
        book: As the reader names it.
        num: Its number in the catalogue; None outside.
        why: Why it is not in the catalogue; "" where it is.
    """

    book: RatedBook
    num: int | None
    why: str


@dataclass(frozen=True)
class Reader:
    """One reader's books.

    Attributes:
        history: Their ratings; a book named twice counts once, with the last of its ratings.
        titles: Titles of the history's books, catalogue books first, as in `History`.
        known_nums: Catalogue books never to recommend: rated, or read without a rating.
        known_outside: Title and author key of the known books outside the catalogue.
        unmatched: The books outside the catalogue, for the reader.
        outside: These books, in the same order.
        notes: Sentences for the reader about their own list.
        to_read: The books they mean to read, in their order.
    """

    history: History
    titles: tuple[str, ...]
    known_nums: NDArray[np.int64]
    known_outside: tuple[tuple[str, str], ...] = ()
    unmatched: tuple[Unmatched, ...] = ()
    outside: tuple[RatedBook, ...] = ()
    notes: tuple[str, ...] = ()
    to_read: tuple[ToRead, ...] = ()

    @classmethod
    def of_history(cls, history: History) -> Self:
        """Make a reader of catalogue books alone, without titles."""
        return cls(history, ("",) * len(history), history.book_nums)

    def knowing(self, book_num: int) -> Self:
        """Return the same reader with one more known book."""
        return replace(self, known_nums=np.union1d(self.known_nums, [book_num]))


def read_reader(
    books: Sequence[RatedBook],
    index: CatalogIndex,
    extra_of: Callable[[Sequence[RatedBook]], ExtraBooks],
) -> Reader:
    """Match a reader's books with the catalogue.

    Args:
        books: In any order; it matters only where one book has two ratings.
        index: The catalogue.
        extra_of: Makes what the scorer needs of rated books outside the catalogue.

    Returns:
        The reader.
    """
    matches = match(books, index)
    found = [(book, hit.book_num) for book, hit in zip(books, matches, strict=True)]
    stars = {num: book.rating for book, num in found if num is not None and book.rating is not None}
    nums = sorted(stars)
    known = {
        num
        for book, hit in zip(books, matches, strict=True)
        if hit.book_num is not None and _is_known(book)
        for num in (hit.book_num, *hit.contents)
    }
    outside = sorted((book for book, num in found if num is None), key=lambda book: book.label)
    rated_outside = [book for book in outside if book.rating is not None]
    history = History(
        book_nums=np.array(nums, dtype=np.int64),
        ratings=np.array([stars[num] for num in nums], dtype=np.float32),
        extra=extra_of(rated_outside) if rated_outside else None,
    )
    titles = [index.titles[num] for num in nums]
    if history.extra is not None:
        titles += [book.title for book in rated_outside]
    return Reader(
        history=history,
        titles=tuple(titles),
        known_nums=np.array(sorted(known), dtype=np.int64),
        known_outside=tuple(
            (book.title, normalize_author(book.author)) for book in outside if _is_known(book)
        ),
        unmatched=_list_unmatched(books, matches, index),
        outside=tuple(book for book, num in found if num is None),
        notes=(
            *_list_swaps(books, matches, index),
            *_find_contradictions(found, index),
            *_say_unread_texts(len(rated_outside)),
        ),
        to_read=tuple(
            ToRead(
                book, hit.book_num, "" if hit.book_num is not None else describe_miss(hit, index)
            )
            for book, hit in zip(books, matches, strict=True)
            if not _is_known(book)
        ),
    )


def find_unmatched(books: Sequence[RatedBook], index: CatalogIndex) -> tuple[Unmatched, ...]:
    """List the books that are not in the catalogue, for the reader."""
    return _list_unmatched(books, match(books, index), index)


def _list_unmatched(
    books: Sequence[RatedBook], matches: Sequence[Match], index: CatalogIndex
) -> tuple[Unmatched, ...]:
    return tuple(
        Unmatched(book.label, describe_miss(hit, index))
        for book, hit in zip(books, matches, strict=True)
        if hit.book_num is None
    )


def _list_swaps(
    books: Sequence[RatedBook], matches: Sequence[Match], index: CatalogIndex
) -> tuple[str, ...]:
    """Say which books were read with title and author swapped, in one line."""
    swapped = [
        (book, hit.book_num)
        for book, hit in zip(books, matches, strict=True)
        if hit.is_swapped and hit.book_num is not None
    ]
    if not swapped:
        return ()
    book, num = swapped[0]
    n_more = f" and {len(swapped) - 1} more" if len(swapped) > 1 else ""
    return (
        f"{book.label}{n_more}: title and author stand in each other's place; "
        f"taken for {index.titles[num]} by {index.authors[num][0]}.",
    )


def _find_contradictions(
    found: Sequence[tuple[RatedBook, int | None]], index: CatalogIndex
) -> tuple[str, ...]:
    rated = [(num, book.rating) for book, num in found if num is not None]
    nums = [num for num, _ in rated]
    titles = [index.titles[num] for num in nums]
    return tuple(find_contradictions(titles, [rating for _, rating in rated], nums))


def _say_unread_texts(n_outside: int) -> tuple[str, ...]:
    if n_outside <= MAX_TEXTS_READ:
        return ()
    return (
        f"Of your {n_outside:,} rated books outside the catalogue {MAX_TEXTS_READ} count by what "
        "they are about, the others by author and stars alone.",
    )


def _is_known(book: RatedBook) -> bool:
    return book.rating is not None or book.status is not Status.TO_READ


def describe_miss(hit: Match, index: CatalogIndex) -> str:
    """Say why a book was not matched, and which books come nearest."""
    names = (f"{index.titles[num]} by {', '.join(index.authors[num][:1])}" for num in hit.nearest)
    nearest = "; ".join(names)
    return f"{hit.why}; nearest: {nearest}" if nearest else hit.why
