"""The books that most training users liked, the same for every user."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from bookrec.evaluation.training_data import TrainingData
from bookrec.scoring.history import History


@dataclass(frozen=True)
class Popularity:
    """Ranks by the number of training users who liked a book.

    Attributes:
        n_likes: Shape (n_books,), float32.
    """

    n_likes: NDArray[np.float32]

    @classmethod
    def fit(cls, training: TrainingData) -> Self:
        """Count the likes."""
        return cls(np.asarray(training.liked.sum(axis=0), dtype=np.float32))

    def rank(self, history: History, candidates: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the number of likes."""
        return self.n_likes[candidates]
