"""What lists are made of: `recommend`'s own, beside the ranking alone and what the users liked."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bookrec.evaluation.measure import SHORT_LENGTH, UserValues, rank_catalogue
from bookrec.evaluation.protocol import Cases
from bookrec.evaluation.report.tables import MetricRow, summarize
from bookrec.evaluation.training_data import LIKED
from bookrec.metrics.ranking import compute_ndcg, compute_stratified_recall
from bookrec.scoring.recommender import Recommender
from bookrec.settings import EvaluateSettings

LISTS = "list"
FAMOUS = 500_000
"""Goodreads ratings from which a book is famous."""
_FEWEST_RATINGS = 100
"""A book with fewer ratings counts as one with this many."""
_STRATUM = 0.5
"""A hit counts the ratings of its book to the power of minus this."""


def measure_lists(
    recommender: Recommender, cases: Cases, settings: EvaluateSettings
) -> list[MetricRow]:
    """Measure the lists of the users, the ranking alone, and the books they liked.

    Args:
        recommender: Made of the scorer that is measured.
        cases: Users nobody trained on.
        settings: Seed and number of bootstrap resamples.
    """
    made = recommender.recommend_users(list(cases.histories()), SHORT_LENGTH)
    rows = {
        LISTS: [each.nums for each in made],
        "ranking alone": list(rank_catalogue(recommender.scorer, cases, SHORT_LENGTH)),
    }
    values = {name: measure_list(recommender, cases, lists) for name, lists in rows.items()}
    liked = list(cases.select_test(cases.test_ratings >= LIKED).candidates())
    own = {"share of famous books": _share_famous(recommender, liked)}
    return summarize({**values, "liked by these users": own}, settings)


def measure_list(
    recommender: Recommender, cases: Cases, lists: Sequence[NDArray[np.int64]]
) -> UserValues:
    """Measure one list for each user.

    Args:
        recommender: Predicts stars, and knows how many rated a book.
        cases: The users.
        lists: Book numbers, best first, at most `SHORT_LENGTH` for each user.

    Returns:
        Values by metric, each of shape (n_users,).
    """
    n, length = len(cases), SHORT_LENGTH
    relevant, hit_weights = np.zeros((n, length), dtype=bool), np.zeros((n, length))
    best, stars = np.zeros(n), np.full(n, np.nan)
    known = np.maximum(recommender.catalog.n_ratings, _FEWEST_RATINGS).astype(np.float64)
    weights = known**-_STRATUM
    liked = cases.select_test(cases.test_ratings >= LIKED)
    users = zip(lists, cases.histories(), liked.candidates(), strict=True)
    for user, (nums, history, books) in enumerate(users):
        relevant[user, : len(nums)] = np.isin(nums, books)
        hit_weights[user, : len(nums)] = weights[nums]
        best[user] = np.sort(weights[books])[-length:].sum()
        if len(nums):
            stars[user] = recommender.scorer.predict(history, nums).mean()
    return {
        "share of famous books": _share_famous(recommender, lists),
        "mean predicted stars": stars,
        f"stratified_recall@{length}": compute_stratified_recall(
            relevant, hit_weights, best, length
        ),
        f"ndcg@{length}": compute_ndcg(relevant, np.diff(liked.test_offsets), length),
    }


def _share_famous(
    recommender: Recommender, lists: Sequence[NDArray[np.int64]]
) -> NDArray[np.float64]:
    famous = recommender.catalog.n_ratings >= FAMOUS
    return np.array([famous[nums].mean() if len(nums) else np.nan for nums in lists])
