"""Run one model over the cases and measure it, one value per user and metric."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from bookrec.evaluation.models import ServedModel
from bookrec.evaluation.protocol import Cases
from bookrec.evaluation.training_data import LIKED, TrainingData
from bookrec.metrics.ranking import (
    compute_intra_list_similarity,
    compute_ndcg,
    compute_novelty,
    compute_popularity_lift,
    compute_recall,
    compute_reciprocal_rank,
)
from bookrec.metrics.rating import (
    compute_concordance,
    compute_kendall,
    compute_mae,
    compute_rmse,
    compute_spearman,
)
from bookrec.protocols import RankingModel, RatingModel

UserValues = Mapping[str, NDArray[np.float64]]
"""Metric name -> one value per user, NaN where the metric is not defined for a user."""

Progress = Callable[[int, int], None]

LIST_LENGTH = 20
"""Recall and reciprocal rank look this far down a list."""
SHORT_LENGTH = 10
"""NDCG and the metrics of what a list is made of look this far down."""
_USERS_AT_ONCE = 64
"""Users for whom all books are scored at a time: 400 MB of a million and a half books."""

RATING_METRICS = {
    "spearman": compute_spearman,
    "kendall": compute_kendall,
    "concordance": compute_concordance,
    "rmse": compute_rmse,
    "mae": compute_mae,
}


def predict_ratings(model: RatingModel, cases: Cases) -> NDArray[np.float32]:
    """Predict every test rating.

    Returns:
        Stars aligned with `cases.test_books`, shape (n_test_rows,).

    Raises:
        ValueError: If the model leaves a prediction undefined, which would favour it.
    """
    pairs = zip(cases.histories(), cases.candidates(), strict=True)
    predicted = np.concatenate([model.predict(*pair) for pair in pairs])
    if not np.isfinite(predicted).all():
        raise ValueError(f"{type(model).__name__} predicts values that are not finite")
    return predicted


def predict_uncertainty(model: ServedModel, cases: Cases) -> NDArray[np.float32]:
    """Predict how far off each predicted test rating may be, in stars, shape (n_test_rows,)."""
    pairs = zip(cases.histories(), cases.candidates(), strict=True)
    return np.concatenate([model.predict_with_uncertainty(*pair)[1] for pair in pairs])


def measure_ratings(predicted: NDArray[np.float32], cases: Cases) -> UserValues:
    """Measure predictions of the test ratings."""
    return {
        name: compute(cases.test_ratings, predicted, cases.test_offsets)
        for name, compute in RATING_METRICS.items()
    }


def measure_models(models: Mapping[str, RatingModel], cases: Cases) -> dict[str, UserValues]:
    """Predict the test ratings with each model and measure them."""
    return {
        name: measure_ratings(predict_ratings(model, cases), cases)
        for name, model in models.items()
    }


def rank_catalogue(model: RankingModel, cases: Cases, n: int = LIST_LENGTH) -> NDArray[np.int64]:
    """Rank the whole catalogue less the history for every user.

    Returns:
        Book numbers, best first, ties by book number, shape (n_users, n).

    Raises:
        ValueError: If the catalogue is too small for lists of `n`.
    """
    histories = list(cases.histories())
    if cases.n_books - max(len(history) for history in histories) < n:
        raise ValueError(f"a catalogue of {cases.n_books} books has no list of {n}")
    lists = []
    for start in range(0, len(histories), _USERS_AT_ONCE):
        some = histories[start : start + _USERS_AT_ONCE]
        for history, scores in zip(some, model.rank(some), strict=True):
            # A copy: the model may keep its array, or return one row for all users.
            unread = np.array(scores)
            unread[history.book_nums] = -np.inf
            lists.append(_find_best(unread, n))
    return np.stack(lists)


def measure_rankings(
    lists: NDArray[np.int64],
    cases: Cases,
    training: TrainingData,
    embeddings: NDArray[np.float32],
) -> UserValues:
    """Measure ranked lists; relevant is a test book the user liked.

    Args:
        lists: Book numbers, best first, shape (n_users, LIST_LENGTH).
        cases: The users the lists are for.
        training: Says how many training users read a book.
        embeddings: Unit rows that say how alike two books are, shape (n_books, dim).

    Returns:
        Values by metric, each of shape (n_users,).
    """
    relevant, n_relevant = _find_relevant(lists, cases)
    short = lists[:, :SHORT_LENGTH]
    history_popularity = np.array(
        [training.n_readers[history.book_nums].mean() for history in cases.histories()]
    )
    return {
        f"recall@{LIST_LENGTH}": compute_recall(relevant, n_relevant, LIST_LENGTH),
        f"ndcg@{SHORT_LENGTH}": compute_ndcg(relevant, n_relevant, SHORT_LENGTH),
        f"mrr@{LIST_LENGTH}": compute_reciprocal_rank(relevant, n_relevant),
        f"novelty@{SHORT_LENGTH}": compute_novelty(short, training.n_readers, training.n_users),
        f"intra_list_similarity@{SHORT_LENGTH}": compute_intra_list_similarity(short, embeddings),
        f"popularity_lift@{SHORT_LENGTH}": compute_popularity_lift(
            short, history_popularity, training.n_readers
        ),
    }


def _find_best(scores: NDArray[np.float32], n: int) -> NDArray[np.int64]:
    """Find the positions of the `n` best scores, best first, ties by position."""
    threshold = np.partition(scores, -n)[-n]
    best = np.flatnonzero(scores >= threshold)
    return best[np.argsort(-scores[best], kind="stable")][:n]


def _find_relevant(
    lists: NDArray[np.int64], cases: Cases
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Mark the liked test books in the lists, and count each user's liked test books."""
    liked = cases.select_test(cases.test_ratings >= LIKED)
    relevant = np.array(
        [np.isin(row, books) for row, books in zip(lists, liked.candidates(), strict=True)]
    )
    return relevant, np.diff(liked.test_offsets)
