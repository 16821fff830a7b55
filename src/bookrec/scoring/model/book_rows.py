"""What the scorer knows of books, one row per book."""

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from bookrec.scoring.model.groups import Groups

NO_AUTHOR = -1
NO_SERIES = -1


@dataclass(frozen=True)
class BookRows:
    """Fitted rows of some books: the whole catalogue, a history, or candidates.

    Attributes:
        features: Learnt features; the dot product of two rows is how alike readers find two
            books, shape (n, dim), float32.
        signals: What having read a book says about its reader, shape (n, rank), float32.
        appeals: Which readers a book appeals to: the dot product with a reader's mean signal is
            in stars, shape (n, rank), float32.
        averages: The average rating in stars, as training users, Goodreads, author and series
            have it, shrunken, shape (n,), float32.
        noises: Variance of a reader's rating of a book around the opinion, in squared stars, > 0,
            shape (n,), float32.
        author_nums: First author, shape (n,), int64; `NO_AUTHOR` if unknown.
        series_nums: Series, shape (n,), int64; `NO_SERIES` if none.
    """

    features: NDArray[np.float32]
    signals: NDArray[np.float32]
    appeals: NDArray[np.float32]
    averages: NDArray[np.float32]
    noises: NDArray[np.float32]
    author_nums: NDArray[np.int64]
    series_nums: NDArray[np.int64]

    def __len__(self) -> int:
        """Count the books."""
        return len(self.averages)

    @cached_property
    def by_author(self) -> Groups:
        """Rows by author."""
        return Groups(self.author_nums)

    @cached_property
    def by_series(self) -> Groups:
        """Rows by series."""
        return Groups(self.series_nums)

    def take(self, nums: NDArray[np.int64] | slice) -> Self:
        """Return some rows, in the order of `nums`."""
        return type(self)(*(getattr(self, field.name)[nums] for field in fields(self)))

    def join(self, other: "BookRows") -> Self:
        """Put the rows of `other` below these."""
        pairs = ((getattr(self, f.name), getattr(other, f.name)) for f in fields(self))
        return type(self)(*(np.concatenate(pair) for pair in pairs))
