"""What a scorer knows about one user: rated books of the catalogue, and rated books outside it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class ExtraBooks:
    """Rated books that are not in the catalogue, known by what the user said about them.

    Attributes:
        text_embeddings: Encoder output for the book's text, shape (n_extra, dim), float32, unit
            rows; a zero row where there is no text.
        author_nums: Author as numbered by `Scorer.author_nums`, shape (n_extra,); -1 if unknown.
        series_nums: Series as numbered by `Scorer.series_nums`, shape (n_extra,); -1 if none.
        ratings: Stars, 1-5, shape (n_extra,), float32.
    """

    text_embeddings: NDArray[np.float32]
    author_nums: NDArray[np.int64]
    series_nums: NDArray[np.int64]
    ratings: NDArray[np.float32]


@dataclass(frozen=True)
class History:
    """One user's known ratings.

    Attributes:
        book_nums: Catalogue books, shape (n,), int64.
        ratings: Stars, 1-5, shape (n,), float32.
        extra: Rated books outside the catalogue. They follow the catalogue books wherever a
            result has one column per history book.
    """

    book_nums: NDArray[np.int64]
    ratings: NDArray[np.float32]
    extra: ExtraBooks | None = None

    @property
    def all_ratings(self) -> NDArray[np.float32]:
        """Stars of the catalogue books, then of the extra books."""
        if self.extra is None:
            return self.ratings
        return np.concatenate([self.ratings, self.extra.ratings])

    def __len__(self) -> int:
        """Count the rated books, extra ones included."""
        return len(self.all_ratings)


NO_HISTORY = History(np.zeros(0, np.int64), np.zeros(0, np.float32))
"""Of a user of whom nothing is known."""
