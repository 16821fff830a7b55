"""Neighbourhood model: a book is liked as much as the history books that are rated like it.

Source: B. Sarwar et al., "Item-based collaborative filtering recommendation algorithms" (2001),
on residuals and with similarities shrunken by the number of common readers as in Y. Koren,
"Factor in the neighbors" (2010).
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from bookrec.evaluation.baselines.item_mean import ItemMean, user_effect
from bookrec.evaluation.training_data import TrainingData
from bookrec.scoring.model.history import History

N_NEIGHBOURS = 10
SIMILARITY_SHRINKAGE = 100.0
WEIGHT_SHRINKAGE = 0.1
"""All three chosen on validation users of the real data."""


@dataclass(frozen=True)
class ItemKNN:
    """Item mean, plus the history's residuals weighted by shrunken cosine.

    Attributes:
        item_mean: The model whose residuals are explained.
        residuals: Training ratings less item mean and user effect, columns scaled to unit
            length, shape (n_users, n_books).
        readers: One where a user rated a book, shape (n_users, n_books).
    """

    item_mean: ItemMean
    residuals: sparse.csc_array
    readers: sparse.csc_array

    @classmethod
    def fit(cls, training: TrainingData) -> Self:
        """Compute the residuals; similarities are computed where they are needed."""
        item_mean = ItemMean.fit(training)
        residuals = training.ratings.tocoo().astype(np.float32)
        users, books = residuals.coords
        residuals.data -= item_mean.expected[books]
        n_rated = np.maximum(np.bincount(users, minlength=training.n_users), 1)
        user_means = np.bincount(users, residuals.data, training.n_users) / n_rated
        residuals.data -= user_means[users].astype(np.float32)
        lengths = np.sqrt(np.bincount(books, residuals.data**2, training.n_books))
        residuals.data /= np.maximum(lengths[books], 1e-6).astype(np.float32)
        readers = residuals.copy()
        readers.data = np.ones_like(readers.data)
        return cls(item_mean, residuals.tocsc(), readers.tocsc())

    def predict(self, history: History, candidates: NDArray[np.int64]) -> NDArray[np.float32]:
        """Predict ratings in stars, 1-5, shape (n_candidates,)."""
        deviations = self.item_mean.deviations(history)
        effect = user_effect(deviations)
        weights = _keep_largest(self.similarities(history.book_nums, candidates), N_NEIGHBOURS)
        personal = weights @ (deviations - effect) / (weights.sum(axis=1) + WEIGHT_SHRINKAGE)
        predicted = self.item_mean.expected[candidates] + effect + personal
        return np.asarray(np.clip(predicted, 1, 5), dtype=np.float32)

    def similarities(
        self, history_books: NDArray[np.int64], candidates: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """Compute shrunken cosines, negative ones cut to 0, shape (n_candidates, n_history)."""
        cosines = _product(self.residuals, candidates, history_books)
        n_common = _product(self.readers, candidates, history_books)
        return np.maximum(cosines * n_common / (n_common + SIMILARITY_SHRINKAGE), 0)


def _product(
    matrix: sparse.csc_array, left: NDArray[np.int64], right: NDArray[np.int64]
) -> NDArray[np.float32]:
    product = (matrix[:, left].T @ matrix[:, right]).toarray()
    return np.asarray(product, dtype=np.float32)


def _keep_largest(weights: NDArray[np.float32], n: int) -> NDArray[np.float32]:
    """Set all but the `n` largest weights of each row to 0; equal ones stay together."""
    if weights.shape[1] <= n:
        return weights
    threshold = np.partition(weights, -n, axis=1)[:, -n, None]
    return np.where(weights >= threshold, weights, 0)
