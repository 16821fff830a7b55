"""The models every evaluation compares with, each in a file of its own."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from bookrec.evaluation.baselines.average_rating import AverageRating
from bookrec.evaluation.baselines.coursework import Coursework
from bookrec.evaluation.baselines.ease import Ease
from bookrec.evaluation.baselines.embedding_preference import (
    EmbeddingPreference,
    JoinedTexts,
)
from bookrec.evaluation.baselines.item_knn import ItemKNN
from bookrec.evaluation.baselines.item_mean import ItemMean
from bookrec.evaluation.baselines.popularity import Popularity
from bookrec.evaluation.training_data import TrainingData
from bookrec.protocols import RankingModel, RatingModel

AVERAGE_RATING = "average-rating"


def fit_rating_baselines(
    training: TrainingData,
    book_embeddings: NDArray[np.float32],
    text_embeddings: Mapping[str, NDArray[np.float32]],
) -> dict[str, RatingModel]:
    """Fit the baselines that predict ratings, by name.

    Args:
        training: Ratings of training users and the catalogue's averages.
        book_embeddings: From the trained head, unit rows, shape (n_books, dim).
        text_embeddings: From the encoder, by field, zero rows where a text is empty.
    """
    average_rating = AverageRating.fit(training)
    untrained = JoinedTexts(list(text_embeddings.values()))
    return {
        AVERAGE_RATING: average_rating,
        "coursework": Coursework(book_embeddings, training.everybodys.ratings),
        "item-mean": ItemMean.fit(training),
        "item-knn": ItemKNN.fit(training),
        "untrained-embeddings": EmbeddingPreference(untrained, average_rating.averages),
    }


def fit_ranking_baselines(
    training: TrainingData,
    book_embeddings: NDArray[np.float32],
    text_embeddings: Mapping[str, NDArray[np.float32]],
) -> dict[str, RankingModel]:
    """Fit the baselines that rank the catalogue, by name; arguments as above."""
    average_rating = AverageRating.fit(training)
    untrained = JoinedTexts(list(text_embeddings.values()))
    return {
        AVERAGE_RATING: average_rating,
        "popularity": Popularity.fit(training),
        "coursework": Coursework(book_embeddings, training.everybodys.ratings),
        "ease": Ease.fit(training),
        "untrained-embeddings": EmbeddingPreference(untrained, average_rating.averages),
    }
