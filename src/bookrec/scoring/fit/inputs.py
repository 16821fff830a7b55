"""What a scorer is fitted on: the training users' ratings, by number."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from bookrec.data.tables.ids import row_numbers


@dataclass(frozen=True)
class UserRatings:
    """Ratings of the training users, sorted by user.

    Attributes:
        book_nums: Shape (n_ratings,), int64.
        ratings: Stars, 1-5, shape (n_ratings,), float32.
        offsets: Rows `offsets[u]:offsets[u + 1]` belong to user u, shape (n_users + 1,).
        n_books: Size of the catalogue.
    """

    book_nums: NDArray[np.int64]
    ratings: NDArray[np.float32]
    offsets: NDArray[np.int64]
    n_books: int

    @property
    def users(self) -> NDArray[np.int64]:
        """The user of each rating, shape (n_ratings,)."""
        return np.repeat(np.arange(len(self.offsets) - 1), np.diff(self.offsets))

    def matrix(self, min_rating: float = 0.0) -> sparse.csr_array:
        """Mark with one who rated what with `min_rating` or more, shape (n_users, n_books)."""
        kept = self.ratings >= min_rating
        shape = (len(self.offsets) - 1, self.n_books)
        ones = np.ones(int(kept.sum()), dtype=np.float32)
        return sparse.csr_array((ones, (self.users[kept], self.book_nums[kept])), shape=shape)


def index_ratings(books: pd.DataFrame, ratings: pd.DataFrame) -> UserRatings:
    """Number the users and books of a ratings table."""
    users, user_ids = pd.factorize(ratings["user_id"], sort=True)
    order = np.argsort(users, kind="stable")
    book_nums = row_numbers(ratings["book_id"], books["book_id"])
    n_ratings = np.bincount(users, minlength=len(user_ids))
    return UserRatings(
        book_nums=book_nums[order],
        ratings=ratings["rating"].to_numpy(np.float32)[order],
        offsets=np.concatenate([[0], np.cumsum(n_ratings)]).astype(np.int64),
        n_books=len(books),
    )
