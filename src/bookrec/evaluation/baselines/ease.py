"""EASE: the linear autoencoder that ranks books from the ones a user liked.

Source: H. Steck, "Embarrassingly shallow autoencoders for sparse data" (WWW 2019).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from bookrec.evaluation.training_data import LIKED, TrainingData
from bookrec.scoring.fit.item_weights import find_most_read, solve_item_weights
from bookrec.scoring.model.history import History

REGULARISATION = 300.0
"""Chosen on validation users of the real data."""
MIN_LIKES = 5
"""Books with fewer likes carry next to nothing and would make the matrix three times larger."""


@dataclass(frozen=True)
class Ease:
    """Scores are sums of item-item weights over the liked history books.

    Attributes:
        weights: Weight of a liked book (row) for a candidate (column), zero diagonal, float32,
            shape (n_kept, n_kept).
        row_of_book: Row of each book, -1 for a book with too few likes, shape (n_books,).
    """

    weights: NDArray[np.float32]
    row_of_book: NDArray[np.int64]

    @classmethod
    def fit(cls, training: TrainingData, regularisation: float = REGULARISATION) -> Self:
        """Solve for the weights in closed form: `I - P / diag(P)`, P the inverse Gram matrix."""
        liked = training.liked.tocsc()
        kept = find_most_read(np.diff(liked.indptr).astype(np.int64), MIN_LIKES)
        row_of_book = np.full(training.n_books, -1, dtype=np.int64)
        row_of_book[kept] = np.arange(len(kept))
        liked = liked[:, kept]
        return cls(solve_item_weights((liked.T @ liked).toarray(), regularisation), row_of_book)

    def rank(self, histories: Sequence[History]) -> NDArray[np.float32]:
        """Score books; 0 where training users say nothing."""
        return np.stack([self._score(history)[self.row_of_book] for history in histories])

    def _score(self, history: History) -> NDArray[np.float32]:
        """Score the books that have weights, and last the others."""
        rows = self.row_of_book[history.book_nums[history.ratings >= LIKED]]
        return np.append(self.weights[rows[rows >= 0]].sum(axis=0), np.float32(0))
