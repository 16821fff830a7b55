"""The baselines by name, fitted when they are asked for."""

import difflib
from collections.abc import Callable
from dataclasses import dataclass

from bookrec.errors import ConfigError
from bookrec.evaluation.baselines.average_rating import AverageRating
from bookrec.evaluation.baselines.coursework import Coursework
from bookrec.evaluation.baselines.ease import Ease
from bookrec.evaluation.baselines.embedding_preference import EmbeddingPreference, JoinedTexts
from bookrec.evaluation.baselines.item_knn import ItemKNN
from bookrec.evaluation.baselines.item_mean import ItemMean
from bookrec.evaluation.baselines.popularity import Popularity
from bookrec.evaluation.training_data import TrainingData
from bookrec.scoring.recommender import Recommender

_OF_RATINGS: dict[str, Callable[[TrainingData], object]] = {
    "average-rating": AverageRating.fit,
    "item-mean": ItemMean.fit,
    "item-knn": ItemKNN.fit,
    "popularity": Popularity.fit,
    "ease": Ease.fit,
}
_OF_EMBEDDINGS = ("coursework", "untrained-embeddings")
BASELINES = (*_OF_RATINGS, *_OF_EMBEDDINGS)
"""Names that `evaluate` takes; the last two need a `Recommender` there, for its embeddings."""


@dataclass(frozen=True)
class NamedBaseline:
    """Fits baselines.

    Attributes:
        training: Training users' ratings and the catalogue's averages.
        recommender: Has the embeddings that some baselines need.
    """

    training: TrainingData
    recommender: Recommender | None

    def fit(self, name: str) -> object:
        """Fit one.

        Raises:
            ConfigError: If there is none of that name, or it needs embeddings.
        """
        if name in _OF_RATINGS:
            return _OF_RATINGS[name](self.training)
        if name not in _OF_EMBEDDINGS:
            nearest = difflib.get_close_matches(name, BASELINES, n=1)
            hint = f"did you mean {nearest[0]}?" if nearest else f"there are {', '.join(BASELINES)}"
            raise ConfigError(f"baseline {name}: there is no such one; {hint}")
        if self.recommender is None or self.recommender.parts is None:
            raise ConfigError(
                f"baseline {name}: it needs embeddings; put a Recommender among the models"
            )
        averages = self.training.everybodys.ratings
        if name == "coursework":
            return Coursework(self.recommender.book_embeddings, averages)
        texts = self.recommender.parts.load_texts()
        joined = JoinedTexts([texts.series, texts.author, texts.description])
        return EmbeddingPreference(joined, AverageRating.fit(self.training).averages)
