"""The formula of the coursework project that bookrec replaces, kept for the record.

Source: `LightweightRecommender` in `src/recommender.py` of the repository Buyan-Kirill/MLOps,
branch `ml_ops`. Its two known faults are part of it: the sum of cosines grows with the history
until the clip at 1 and 5 levels all predictions, and the ranking ignores `popularity_weight`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bookrec.evaluation.training_data import LIKED
from bookrec.scoring.model.history import History

DISLIKED = 2.0
UNKNOWN_AVERAGE = 3.0


@dataclass(frozen=True)
class Coursework:
    """Three stars plus cosines to liked books, minus cosines to disliked ones, clipped.

    Attributes:
        embeddings: Unit rows, shape (n_books, dim), float32.
        average_ratings: Goodreads' averages as they are, shape (n_books,); NaN where unknown.
        popularity_weight: Weight of the average rating; 0.9 served it best on the real data.
    """

    embeddings: NDArray[np.float32]
    average_ratings: NDArray[np.float32]
    popularity_weight: float = 0.9

    def predict(self, history: History, candidates: NDArray[np.int64]) -> NDArray[np.float32]:
        """Predict ratings in stars, 1-5, shape (n_candidates,)."""
        ratings = history.ratings
        liked = np.where(ratings >= LIKED, ratings / 5, 0)
        disliked = np.where(ratings <= DISLIKED, (6 - ratings) / 5, 0)
        cosines = self.embeddings[candidates] @ self.embeddings[history.book_nums].T
        personal = np.clip(3 + cosines @ (liked - disliked), 1, 5)
        average = np.nan_to_num(self.average_ratings[candidates], nan=UNKNOWN_AVERAGE)
        weight = self.popularity_weight
        return np.asarray((1 - weight) * personal + weight * average, dtype=np.float32)

    def rank(self, histories: Sequence[History]) -> NDArray[np.float32]:
        """Score by cosine to a user's profile, the mean of books weighted by stars minus 3."""
        profiles = np.stack([self._make_profile(history) for history in histories])
        return np.asarray(profiles @ self.embeddings.T, dtype=np.float32)

    def _make_profile(self, history: History) -> NDArray[np.float32]:
        weights = history.ratings - 3
        if not weights.any():
            return self._mean
        return np.asarray(weights @ self.embeddings[history.book_nums], dtype=np.float32)

    @cached_property
    def _mean(self) -> NDArray[np.float32]:
        return np.asarray(self.embeddings.mean(axis=0), dtype=np.float32)
