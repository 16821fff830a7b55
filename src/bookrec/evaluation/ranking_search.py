"""Choose what each sign of reading counts, by the ranked lists of validation users."""

from dataclasses import fields
from typing import NamedTuple

import numpy as np
import optuna
from numpy.typing import NDArray

from bookrec.evaluation.measure import LIST_LENGTH, SHORT_LENGTH
from bookrec.evaluation.protocol import Cases
from bookrec.evaluation.training_data import LIKED
from bookrec.metrics.ranking import compute_ndcg, compute_recall
from bookrec.scoring.model.item_weights import ReadingWeights
from bookrec.scoring.model.scorer import Scorer
from bookrec.settings import TuneSettings

POOL_PER_SIGN = 200
"""Books of a user that any weights can bring to the top: the best of each sign."""
_SIGNS = [field.name for field in fields(ReadingWeights)]


class Pool(NamedTuple):
    """The books worth ranking for each user.

    Attributes:
        signs: Signs of the books, in the order of `ReadingWeights`, shape (n_users, n_pool, 5);
            minus infinity in the first one where a user has fewer books.
        is_relevant: Whether the book is a liked test book, shape (n_users, n_pool).
        n_relevant: Liked test books in all, shape (n_users,).
    """

    signs: NDArray[np.float32]
    is_relevant: NDArray[np.bool_]
    n_relevant: NDArray[np.int64]


def choose_reading_weights(scorer: Scorer, cases: Cases, settings: TuneSettings) -> ReadingWeights:
    """Choose weights by the sum of recall and NDCG; the weight of co-reading is fixed at 1.

    Args:
        scorer: Fitted, its balance chosen.
        cases: Validation users.
        settings: Seed and number of weights to compare.
    """
    pool = _build_pool(scorer, cases)
    finite = np.where(np.isfinite(pool.signs), pool.signs, np.nan)
    spread = np.nanstd(finite, axis=(0, 1))
    # A sign that never differs gets no weight; the others are searched in units of co-reading.
    units = np.where(spread > 0, spread[0] / np.where(spread > 0, spread, 1), 0)

    def weigh(trial: optuna.Trial) -> float:
        factors = [trial.suggest_float(name, -1.0, 4.0) for name in _SIGNS[1:]]
        return _measure(pool, np.append(1.0, factors * units[1:]))

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(
        direction="maximize", sampler=optuna.samplers.TPESampler(seed=settings.seed)
    )
    study.enqueue_trial(dict.fromkeys(_SIGNS[1:], 0.0))
    study.optimize(weigh, n_trials=settings.n_ranking_trials)
    best = study.best_params
    weights = {
        name: best[name] * float(unit) for name, unit in zip(_SIGNS[1:], units[1:], strict=True)
    }
    return ReadingWeights(co_reading=1.0, **weights)


def _build_pool(scorer: Scorer, cases: Cases) -> Pool:
    liked = cases.select_test(cases.test_ratings >= LIKED)
    n_pool = min(len(_SIGNS) * POOL_PER_SIGN, cases.n_books)
    signs = np.zeros((len(cases), n_pool, len(_SIGNS)), dtype=np.float32)
    signs[..., 0] = -np.inf
    is_relevant = np.zeros((len(cases), n_pool), dtype=bool)
    histories = list(cases.histories())
    users = zip(histories, scorer.compute_signs(histories), liked.candidates(), strict=True)
    for user, (history, rated, relevant) in enumerate(users):
        books = _find_pool(rated, history.book_nums)
        signs[user, : len(books)] = rated[:, books].T
        is_relevant[user, : len(books)] = np.isin(books, relevant)
    return Pool(signs, is_relevant, np.diff(liked.test_offsets))


def _find_pool(signs: NDArray[np.float32], read: NDArray[np.int64]) -> NDArray[np.int64]:
    """Find the unread books that are among the best by some sign, sorted."""
    is_in_pool = np.zeros(signs.shape[1], dtype=bool)
    n = min(POOL_PER_SIGN, signs.shape[1])
    is_in_pool[np.argpartition(-signs, n - 1, axis=1)[:, :n]] = True
    is_in_pool[read] = False
    return np.flatnonzero(is_in_pool)


def _measure(pool: Pool, weights: NDArray[np.float64]) -> float:
    """Compute recall plus NDCG of the lists that some weights make."""
    scores = pool.signs @ weights.astype(np.float32)
    length = min(LIST_LENGTH, scores.shape[1])
    best = np.argpartition(-scores, length - 1, axis=1)[:, :length]
    order = np.argsort(-np.take_along_axis(scores, best, axis=1), axis=1, kind="stable")
    relevant = np.take_along_axis(pool.is_relevant, np.take_along_axis(best, order, 1), 1)
    recall = compute_recall(relevant, pool.n_relevant, LIST_LENGTH)
    ndcg = compute_ndcg(relevant, pool.n_relevant, SHORT_LENGTH)
    return float(np.nanmean(recall) + np.nanmean(ndcg))
