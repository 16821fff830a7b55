"""What the baselines may learn from: training users' ratings and the public catalogue columns."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from bookrec.data.tables.ids import row_numbers

LIKED = 4.0
"""A rating of this many stars or more says that the user liked the book."""
MANY = 1_000_000
"""Ratings taken to be behind an average that comes without a count: it is believed as it is."""


class Averages(NamedTuple):
    """Average ratings of all books.

    Attributes:
        ratings: Stars, shape (n_books,), float32; NaN where unknown.
        counts: Ratings behind them, shape (n_books,), int64.
    """

    ratings: NDArray[np.float32]
    counts: NDArray[np.int64]


@dataclass(frozen=True)
class TrainingData:
    """Ratings as a matrix, users by books, with the catalogue's own averages.

    Attributes:
        ratings: Stars, 1-5, absent where not rated, shape (n_users, n_books), float32.
        average_ratings: Goodreads' average of all its users, shape (n_books,); NaN if unknown.
        n_ratings: Ratings behind that average, shape (n_books,).
    """

    ratings: sparse.csr_array
    average_ratings: NDArray[np.float32]
    n_ratings: NDArray[np.int64]

    @classmethod
    def from_tables(cls, books: pd.DataFrame, ratings: pd.DataFrame) -> Self:
        """Take the books table and the training users' part of the ratings table."""
        users, user_ids = pd.factorize(ratings["user_id"], sort=True)
        book_nums = row_numbers(ratings["book_id"], books["book_id"])
        stars = ratings["rating"].to_numpy(np.float32)
        shape = (len(user_ids), len(books))
        return cls(
            ratings=sparse.csr_array((stars, (users, book_nums)), shape=shape),
            average_ratings=books["average_rating"].to_numpy(np.float32, na_value=np.nan),
            n_ratings=books["n_ratings"].to_numpy(np.int64),
        )

    @cached_property
    def everybodys(self) -> "Averages":
        """Everybody's averages: the catalogue's, or where it has none, the training users' own."""
        known = ~np.isnan(self.average_ratings)
        if not known.any():
            sums = np.bincount(self.ratings.indices, self.ratings.data, self.n_books)
            means = np.full(self.n_books, np.nan, dtype=np.float32)
            np.divide(sums, self.n_readers, out=means, where=self.n_readers > 0, casting="unsafe")
            return Averages(means, self.n_readers)
        if not self.n_ratings.any():
            return Averages(self.average_ratings, np.where(known, MANY, 0))
        return Averages(self.average_ratings, self.n_ratings)

    @property
    def n_books(self) -> int:
        """Size of the catalogue."""
        return len(self.average_ratings)

    @property
    def n_users(self) -> int:
        """Number of training users."""
        return int(self.ratings.shape[0])

    @cached_property
    def n_readers(self) -> NDArray[np.int64]:
        """Training users who rated each book, shape (n_books,)."""
        return np.bincount(self.ratings.indices, minlength=self.n_books).astype(np.int64)

    @property
    def liked(self) -> sparse.csr_array:
        """One where a user liked a book, shape (n_users, n_books), float32."""
        liked = self.ratings.copy()
        liked.data = (liked.data >= LIKED).astype(np.float32)
        liked.eliminate_zeros()
        return liked
