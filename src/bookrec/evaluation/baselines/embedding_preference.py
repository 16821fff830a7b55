"""The simple personal scorer on any embeddings, untrained ones among them.

The rating is the book's average, plus the user's mean deviation, plus the history's remaining
deviations weighted by non-negative cosine.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bookrec.evaluation.baselines.item_mean import user_effect
from bookrec.evaluation.training_data import LIKED
from bookrec.scoring.history import History
from bookrec.scoring.preference import score_preference

SHRINKAGE = 1.0
_BOOKS_AT_ONCE = 16_384


@dataclass(frozen=True)
class EmbeddingPreference:
    """Preference by cosine on top of the average rating.

    Attributes:
        embeddings: Unit rows, shape (n_books, dim), float32.
        averages: Shrunken average ratings, shape (n_books,), float32.
    """

    embeddings: NDArray[np.float32]
    averages: NDArray[np.float32]

    def predict(self, history: History, candidates: NDArray[np.int64]) -> NDArray[np.float32]:
        """Predict ratings in stars, 1-5, shape (n_candidates,)."""
        deviations = history.ratings - self.averages[history.book_nums]
        effect = user_effect(deviations)
        cosines = self.embeddings[candidates] @ self.embeddings[history.book_nums].T
        personal = score_preference(deviations - effect, cosines, SHRINKAGE).sum(axis=1)
        predicted = self.averages[candidates] + effect + personal
        return np.asarray(np.clip(predicted, 1, 5), dtype=np.float32)

    def rank(self, history: History, candidates: NDArray[np.int64]) -> NDArray[np.float32]:
        """Score by the sum of cosines to the liked history books."""
        liked = history.book_nums[history.ratings >= LIKED]
        profile = self.embeddings[liked].sum(axis=0)
        return np.asarray((self.embeddings @ profile)[candidates], dtype=np.float32)


def join_text_embeddings(fields: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Join a book's text embeddings into one unit row; their cosines then add up.

    Args:
        fields: Arrays of shape (n_books, dim), zero rows where a text is empty.

    Returns:
        Shape (n_books, dims), float32; a zero row where every text is empty.
    """
    joined = np.empty((len(fields[0]), sum(field.shape[1] for field in fields)), np.float32)
    # Some books at a time, so that nothing but the result is as large as the result.
    for start in range(0, len(joined), _BOOKS_AT_ONCE):
        some = slice(start, start + _BOOKS_AT_ONCE)
        rows = np.concatenate([field[some] for field in fields], axis=1)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        joined[some] = rows / np.maximum(lengths, 1e-6)
    return joined
