"""The books that most training users liked, the same for every user."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from bookrec.evaluation.training_data import TrainingData
from bookrec.scoring.model.history import History


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

    def rank(self, histories: Sequence[History]) -> NDArray[np.float32]:
        """Return the numbers of likes for each user."""
        return np.tile(self.n_likes, (len(histories), 1))
