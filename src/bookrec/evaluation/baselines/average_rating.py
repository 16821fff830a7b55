"""Everybody's average rating of a book, the same for every user."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from bookrec.evaluation.training_data import TrainingData
from bookrec.scoring.model.averages import compute_shrunken_average
from bookrec.scoring.model.history import History

SHRINKAGE = 30.0
"""Chosen on validation users of the real data; anything from 0 to 300 does as well."""


@dataclass(frozen=True)
class AverageRating:
    """Goodreads' average rating, shrunken by its count.

    Attributes:
        averages: Stars, shape (n_books,), float32.
    """

    averages: NDArray[np.float32]

    @classmethod
    def fit(cls, training: TrainingData, shrinkage: float = SHRINKAGE) -> Self:
        """Shrink the catalogue's averages; where it has none, those of the training users."""
        everybodys = training.everybodys
        return cls(compute_shrunken_average(everybodys.ratings, everybodys.counts, shrinkage))

    def predict(self, history: History, candidates: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the averages in stars."""
        return self.averages[candidates]

    def rank(self, histories: Sequence[History]) -> NDArray[np.float32]:
        """Return the averages in stars for each user."""
        return np.tile(self.averages, (len(histories), 1))
