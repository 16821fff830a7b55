"""What a model must offer to be compared; the fitted `Scorer` offers both."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bookrec.scoring.history import History


class RatingModel(Protocol):
    """Predicts ratings."""

    def predict(self, history: History, candidates: NDArray[np.int64]) -> NDArray[np.float32]:
        """Predict stars, 1-5, shape (n_candidates,), finite."""
        ...


class RankingModel(Protocol):
    """Ranks books as the next ones to read."""

    def rank(self, history: History, candidates: NDArray[np.int64]) -> NDArray[np.float32]:
        """Score candidates, higher is better, shape (n_candidates,), finite."""
        ...
