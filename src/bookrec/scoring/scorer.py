"""The fitted scorer: a user's history and candidate books in, scores out. Numpy only."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from bookrec.errors import ArtifactError
from bookrec.scoring.history import History
from bookrec.scoring.preference import score_preference

TENSORS_FILE = "scorer.safetensors"
PARAMETERS_FILE = "scorer.json"


@dataclass(frozen=True)
class ScorerParameters:
    """The scalars of a scorer.

    Attributes:
        popularity_weight: 0 is personal preference only, 1 the average rating only.
        shrinkage: Pseudo-similarity toward no preference.
        popularity_gain: Stars that one unit of log popularity is worth in `rank`.
        rating_std: Typical error of a prediction in stars without any history.
    """

    popularity_weight: float = 0.5
    shrinkage: float = 1.0
    popularity_gain: float = 1.0
    rating_std: float = 1.0


@dataclass(frozen=True)
class Scorer:
    """Scores books for users from their histories.

    Attributes:
        features: One row per book, shape (n_books, dim), float32, unit length.
        averages: Shrunken average ratings in stars, shape (n_books,), float32.
        popularity: Log of one plus the number of ratings, shape (n_books,), float32.
        author_nums: First author of each book, shape (n_books,); -1 if unknown.
        series_nums: Series of each book, shape (n_books,); -1 if none.
        text_map: Text embedding -> features, shape (text_dim, dim), for extra books.
        parameters: Scalars.
    """

    features: NDArray[np.float32]
    averages: NDArray[np.float32]
    popularity: NDArray[np.float32]
    author_nums: NDArray[np.int64]
    series_nums: NDArray[np.int64]
    text_map: NDArray[np.float32]
    parameters: ScorerParameters

    def contributions(
        self, history: History, candidates: NDArray[np.int64]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Split predictions into what is true for everybody and what each history book adds.

        Args:
            history: The user's rated books.
            candidates: Book numbers, shape (n_candidates,).

        Returns:
            Baseline, shape (n_candidates,), and terms, shape (n_candidates, n_history), in stars;
            baseline plus the sum of a row is the prediction before it is cut to 1-5.
        """
        features = self.features[history.book_nums]
        expected = self.averages[history.book_nums]
        if history.extra is not None:
            features = np.vstack([features, history.extra.text_embeddings @ self.text_map])
            unknown = np.full(len(history.extra.ratings), self.averages.mean(), np.float32)
            expected = np.concatenate([expected, unknown])
        averages = self.averages[candidates]
        if len(history) == 0:
            return averages, np.zeros((len(candidates), 0), np.float32)
        deviations = history.all_ratings - expected
        offset = deviations.sum() / (len(deviations) + self.parameters.shrinkage)
        terms = score_preference(
            deviations - offset, self.features[candidates] @ features.T, self.parameters.shrinkage
        )
        terms = terms + offset / len(deviations)
        weight = self.parameters.popularity_weight
        return averages * min(1.0, weight / max(1 - weight, 1e-9)), terms * min(
            1.0, (1 - weight) / max(weight, 1e-9)
        )

    def predict(self, history: History, candidates: NDArray[np.int64]) -> NDArray[np.float32]:
        """Predict ratings in stars, 1-5, shape (n_candidates,)."""
        baseline, terms = self.contributions(history, candidates)
        return np.asarray(np.clip(baseline + terms.sum(axis=1), 1, 5), dtype=np.float32)

    def predict_with_uncertainty(
        self, history: History, candidates: NDArray[np.int64]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Predict ratings and how far off they may be (one standard deviation), in stars."""
        predicted = self.predict(history, candidates)
        spread = self.parameters.rating_std / np.sqrt(1 + len(history) / 20)
        return predicted, np.full_like(predicted, spread)

    def rank(self, history: History, candidates: NDArray[np.int64]) -> NDArray[np.float32]:
        """Score candidates as the next book to read, shape (n_candidates,); higher is better."""
        baseline, terms = self.contributions(history, candidates)
        popularity = self.parameters.popularity_gain * self.popularity[candidates]
        return np.asarray(baseline + terms.sum(axis=1) + popularity, dtype=np.float32)

    def predict_batch(
        self, histories: Sequence[History], candidates: Sequence[NDArray[np.int64]]
    ) -> list[NDArray[np.float32]]:
        """Predict for many users; one array per user, equal to `predict`."""
        return [self.predict(*pair) for pair in zip(histories, candidates, strict=True)]

    def rank_batch(
        self, histories: Sequence[History], candidates: Sequence[NDArray[np.int64]]
    ) -> list[NDArray[np.float32]]:
        """Rank for many users; one array per user, equal to `rank`."""
        return [self.rank(*pair) for pair in zip(histories, candidates, strict=True)]

    def with_popularity_weight(self, popularity_weight: float) -> Self:
        """Return the same scorer with another balance."""
        parameters = replace(self.parameters, popularity_weight=popularity_weight)
        return replace(self, parameters=parameters)

    def save(self, folder: Path) -> None:
        """Write the scorer to `folder`, which must exist."""
        tensors = {k: v for k, v in vars(self).items() if isinstance(v, np.ndarray)}
        save_file(tensors, folder / TENSORS_FILE)
        (folder / PARAMETERS_FILE).write_text(json.dumps(asdict(self.parameters), indent=2))

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read a scorer written by `save`.

        Raises:
            ArtifactError: If a file is missing or does not fit.
        """
        try:
            parameters = json.loads((folder / PARAMETERS_FILE).read_text())
            return cls(
                **load_file(folder / TENSORS_FILE), parameters=ScorerParameters(**parameters)
            )
        except (OSError, TypeError, json.JSONDecodeError) as error:
            message = f"{folder}: the fitted scorer cannot be read ({error}); run bookrec tune"
            raise ArtifactError(message) from error
