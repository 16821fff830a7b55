"""What a model must offer to be compared; the fitted `Scorer` offers all of it."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bookrec.protocols import RankingModel, RatingModel
from bookrec.scoring.model.history import History


class HasBalance(Protocol):
    """Holds the tuned balance."""

    @property
    def popularity_weight(self) -> float:
        """0 is personal preference only, 1 is the average rating only."""
        ...


class ServedModel(RatingModel, RankingModel, Protocol):
    """What `recommend` serves, and `evaluate` looks at most closely."""

    @property
    def parameters(self) -> HasBalance:
        """The scalars of the model."""
        ...

    def predict_with_uncertainty(
        self, history: History, candidates: NDArray[np.int64]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Predict stars and their standard deviations, each of shape (n_candidates,)."""
        ...

    def with_popularity_weight(self, popularity_weight: float) -> RatingModel:
        """Return the same model with another balance, 0 to 1."""
        ...
