"""What training users think of a book, relative to what they think of books in general."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from bookrec.evaluation.training_data import TrainingData
from bookrec.scoring.model.history import History

SHRINKAGE = 40.0
USER_SHRINKAGE = 1.0
"""Chosen on validation users of the real data."""


@dataclass(frozen=True)
class ItemMean:
    """Global mean plus book effect plus user effect, both shrunken.

    The book effect is `(sum of user-centred ratings + k (average - mean average)) / (n + k)`:
    Goodreads' average counts as `k` ratings. The user effect is the mean of the history's
    deviations, with `USER_SHRINKAGE` ratings of no deviation added. Source: the "damped means" of
    S. Funk (2006), as LensKit's `BiasModel`.

    Attributes:
        expected: Stars a book gets from a typical user, shape (n_books,), float32.
    """

    expected: NDArray[np.float32]

    @classmethod
    def fit(cls, training: TrainingData, shrinkage: float = SHRINKAGE) -> Self:
        """Compute the book effects from the training users."""
        ratings = training.ratings.tocoo()
        users, books = ratings.coords
        per_user = np.bincount(users, minlength=training.n_users)
        user_means = np.bincount(users, ratings.data, training.n_users) / np.maximum(per_user, 1)
        centered = np.bincount(books, ratings.data - user_means[users], training.n_books)
        averages = training.average_ratings
        known = averages[~np.isnan(averages)]
        prior = np.nan_to_num(averages - known.mean() if len(known) else averages, nan=0.0)
        effects = (centered + shrinkage * prior) / (training.n_readers + shrinkage)
        return cls((user_means.mean() + effects).astype(np.float32))

    def deviations(self, history: History) -> NDArray[np.float32]:
        """Compute by how many stars each history rating exceeds the expected one."""
        return np.asarray(history.ratings - self.expected[history.book_nums], dtype=np.float32)

    def predict(self, history: History, candidates: NDArray[np.int64]) -> NDArray[np.float32]:
        """Predict ratings in stars, 1-5, shape (n_candidates,)."""
        deviations = self.deviations(history)
        predicted = self.expected[candidates] + user_effect(deviations)
        return np.asarray(np.clip(predicted, 1, 5), dtype=np.float32)


def user_effect(deviations: NDArray[np.float32]) -> np.float32:
    """Compute a user's shrunken mean deviation in stars."""
    return np.float32(deviations.sum() / (len(deviations) + USER_SHRINKAGE))
