"""Genres of all books as numbers: how much a book is of a notion, and how alike two books are."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bookrec.scoring.catalog.catalog import Catalog
from bookrec.scoring.catalog.columns import to_codes, to_ints
from bookrec.scoring.likeness.lexicon import Notion

_LATER_GENRE, _LATER_NAME = 0.1, 0.3
"""How much less a genre says one place later in the book's list, and in the notion's."""

_PLAIN = 0.5
"""From where on a book is plainly of a notion: one of its first genres, early in the book's."""


class Genres:
    """The genres of a catalogue.

    Attributes:
        names: All genres, shape (n_genres,).
    """

    def __init__(self, catalog: Catalog) -> None:
        """Read the genres of all books."""
        lists = catalog.column("genres")
        self._catalog = catalog
        self._codes, self.names = to_codes(lists.flatten())
        lengths = np.diff(to_ints(lists.offsets))
        self._books = np.repeat(catalog.all_nums, lengths)
        starts = np.repeat(np.cumsum(lengths) - lengths, lengths)
        self._places = np.arange(len(self._codes)) - starts
        counts = np.bincount(self._codes, minlength=len(self.names))
        self._rarity = np.log(catalog.n_books / np.maximum(counts, 1)).astype(np.float32)

    def score(self, notion: Notion) -> NDArray[np.float32]:
        """Score how much each book is of a notion, 0 if not at all, shape (n_books,).

        A rare genre says more than one that every third book has.
        """
        values = np.zeros(len(self.names), dtype=np.float32)
        for place, genre in enumerate(notion.genres):
            if genre in self.names:
                code = self.names.index(genre)
                values[code] = self._rarity[code] / (1 + _LATER_NAME * place)
        scores = np.zeros(self._catalog.n_books, dtype=np.float32)
        np.maximum.at(scores, self._books, values[self._codes] / (1 + _LATER_GENRE * self._places))
        if notion.max_pages is not None:
            scores = (1 + scores) * (self._catalog.floats("pages") <= notion.max_pages)
        return scores

    def is_plainly(self, notion: Notion) -> NDArray[np.bool_]:
        """Mark the books that have a telling genre of a notion early on, shape (n_books,)."""
        values = np.zeros(len(self.names), dtype=np.float32)
        for place, genre in enumerate(notion.genres):
            if genre in self.names:
                values[self.names.index(genre)] = 1 / (1 + _LATER_NAME * place)
        marks = np.zeros(self._catalog.n_books, dtype=np.float32)
        np.maximum.at(marks, self._books, values[self._codes] / (1 + _LATER_GENRE * self._places))
        return marks > _PLAIN

    def compare(self, book_num: int) -> NDArray[np.float32]:
        """Compute the cosine of all books with one, genres weighed by rarity, shape (n_books,)."""
        weights = np.zeros(len(self.names), dtype=np.float32)
        own = self._codes[self._books == book_num]
        weights[own] = self._rarity[own] ** 2
        n_books = self._catalog.n_books
        products = np.bincount(self._books, weights[self._codes], n_books)
        lengths = np.sqrt(np.bincount(self._books, self._rarity[self._codes] ** 2, n_books))
        scale = np.maximum(lengths * lengths[book_num], 1e-6)
        return np.asarray(products / scale, dtype=np.float32)

    def shared(self, book_num: int, others: Sequence[int]) -> list[str]:
        """Name the genres that a book has in common with others, the rarest first."""
        theirs = self._codes[np.isin(self._books, others)]
        codes = np.intersect1d(self._codes[self._books == book_num], theirs)
        return [self.names[code] for code in codes[np.argsort(-self._rarity[codes])]]
