"""EASE: the linear autoencoder that ranks books from the ones a user liked.

Source: H. Steck, "Embarrassingly shallow autoencoders for sparse data" (WWW 2019).
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy import linalg

from bookrec.evaluation.training_data import LIKED, TrainingData
from bookrec.scoring.fit_reading import find_most_read
from bookrec.scoring.history import History

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
        gram = (liked.T @ liked).toarray()
        gram[np.diag_indices_from(gram)] += regularisation
        precision = _invert(gram)
        weights = precision / -np.diag(precision)
        np.fill_diagonal(weights, 0)
        return cls(weights, row_of_book)

    def rank(self, history: History, candidates: NDArray[np.int64]) -> NDArray[np.float32]:
        """Score candidates; 0 where training users say nothing."""
        rows = self.row_of_book[history.book_nums[history.ratings >= LIKED]]
        scores = np.append(self.weights[rows[rows >= 0]].sum(axis=0), np.float32(0))
        return np.asarray(scores[self.row_of_book[candidates]], dtype=np.float32)


def _invert(matrix: NDArray[np.float32]) -> NDArray[np.float32]:
    """Invert a symmetric positive definite matrix in place, in half the time of `inv`."""
    if len(matrix) == 0:
        return matrix
    factor, lower = linalg.cho_factor(matrix, lower=True, overwrite_a=True, check_finite=False)
    inverse, _ = linalg.lapack.spotri(factor, lower=lower, overwrite_c=True)
    triangle = np.tril(inverse)
    return np.asarray(triangle + np.tril(inverse, -1).T, dtype=np.float32)
