"""A model that somebody else wrote, whose answers are looked at before they are measured."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bookrec.errors import ConfigError, DataError
from bookrec.scoring.model.history import History


class CheckedModel:
    """Asks a model and refuses answers that cannot be measured, by name.

    Attributes:
        predicts: Whether it is a `RatingModel`.
        ranks: Whether it is a `RankingModel`.
    """

    def __init__(self, name: str, model: Any, n_books: int) -> None:  # noqa: ANN401 - any model
        """Take a fitted model.

        Raises:
            ConfigError: If it neither predicts nor ranks.
        """
        self._name, self._model, self._n_books = name, model, n_books
        self.predicts = callable(getattr(model, "predict", None))
        self.ranks = callable(getattr(model, "rank", None))
        if not (self.predicts or self.ranks):
            raise ConfigError(
                f"model {name}: {type(model).__name__} has neither predict(history, candidates) "
                "nor rank(histories)"
            )

    def predict(self, history: History, candidates: NDArray[np.int64]) -> NDArray[np.float32]:
        """Predict stars, shape (n_candidates,), finite.

        Raises:
            DataError: If the model does not.
        """
        predicted = self._model.predict(history, candidates)
        return self._array("predict", predicted, (len(candidates),))

    def rank(self, histories: Sequence[History]) -> NDArray[np.float32]:
        """Score all books for some users, shape (n_users, n_books), finite.

        Raises:
            DataError: If the model does not.
        """
        scores = self._model.rank(histories)
        return self._array("rank", scores, (len(histories), self._n_books))

    def _array(self, method: str, answer: object, shape: tuple[int, ...]) -> NDArray[Any]:
        try:
            array = np.asarray(answer)
            is_good = array.shape == shape and bool(np.isfinite(array).all())
        except (TypeError, ValueError):
            is_good = False
        if not is_good:
            found = getattr(answer, "shape", type(answer).__name__)
            raise DataError(
                f"model {self._name}: {method} must return finite numbers of shape {shape}, not "
                f"{found}" + (" with NaN or infinity" if found == shape else "")
            )
        return array
