"""The simple personal scorer on any embeddings, untrained ones among them.

The rating is the book's average, plus the user's mean deviation, plus the history's remaining
deviations weighted by non-negative cosine.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bookrec.evaluation.baselines.item_mean import user_effect
from bookrec.evaluation.baselines.preference import score_preference
from bookrec.evaluation.training_data import LIKED
from bookrec.metrics.embedding import Rows
from bookrec.scoring.model.blocks import blocks_of
from bookrec.scoring.model.history import History

SHRINKAGE = 1.0


@dataclass(frozen=True)
class EmbeddingPreference:
    """Preference by cosine on top of the average rating.

    Attributes:
        embeddings: Unit rows, shape (n_books, dim).
        averages: Shrunken average ratings, shape (n_books,), float32.
    """

    embeddings: Rows
    averages: NDArray[np.float32]

    def predict(self, history: History, candidates: NDArray[np.int64]) -> NDArray[np.float32]:
        """Predict ratings in stars, 1-5, shape (n_candidates,)."""
        deviations = history.ratings - self.averages[history.book_nums]
        effect = user_effect(deviations)
        cosines = self.embeddings[candidates] @ self.embeddings[history.book_nums].T
        personal = score_preference(deviations - effect, cosines, SHRINKAGE).sum(axis=1)
        predicted = self.averages[candidates] + effect + personal
        return np.asarray(np.clip(predicted, 1, 5), dtype=np.float32)

    def rank(self, histories: Sequence[History]) -> NDArray[np.float32]:
        """Score by the sum of cosines to the liked history books."""
        liked = [history.book_nums[history.ratings >= LIKED] for history in histories]
        profiles = np.stack([self.embeddings[nums].sum(axis=0) for nums in liked])
        scores = np.empty((len(histories), len(self.embeddings)), np.float32)
        for some in blocks_of(len(self.embeddings)):
            scores[:, some] = profiles @ self.embeddings[some].T
        return scores


class JoinedTexts:
    """A book's text embeddings as one unit row, so that their cosines add up.

    Rows are made when they are asked for: those of all books are 4.6 KB each.
    """

    def __init__(self, fields: Sequence[NDArray[np.float32]]) -> None:
        """Take arrays of shape (n_books, dim), zero rows where a text is empty."""
        self._fields = fields

    @property
    def shape(self) -> tuple[int, int]:
        """Books and columns."""
        return len(self), sum(field.shape[1] for field in self._fields)

    def __len__(self) -> int:
        """Count the books."""
        return len(self._fields[0])

    def __getitem__(self, rows: Any, /) -> NDArray[np.float32]:  # noqa: ANN401 - as of an array
        """Join the texts of some books; a row is zero where every text is empty."""
        joined = np.concatenate([field[rows] for field in self._fields], axis=1)
        lengths = np.linalg.norm(joined, axis=1, keepdims=True)
        return np.asarray(joined / np.maximum(lengths, 1e-6), np.float32)
