"""How well predicted ratings agree with a user's true ratings, one number per user.

Every function takes the test ratings of all users in one flat array, user after user, and
`offsets` that say where each user begins. Ranks average over ties, as in `scipy.stats`.
A user whose test ratings are all equal has no order to predict and gets NaN, whatever the
scores are; a constant prediction has found no order and counts as 0.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bookrec.metrics.arrays import divide

FloatArray = NDArray[np.floating]
IntArray = NDArray[np.integer]


def compute_spearman(
    ratings: FloatArray, scores: FloatArray, offsets: IntArray
) -> NDArray[np.float64]:
    """Compute Spearman's rank correlation for each user.

    Source: C. Spearman, "The proof and measurement of association between two things" (1904);
    Pearson's correlation of average ranks, as `scipy.stats.spearmanr`.

    Args:
        ratings: True ratings, shape (n,).
        scores: Predictions of the same books; only their order counts, shape (n,).
        offsets: Slice `offsets[u]:offsets[u + 1]` belongs to user u, shape (n_users + 1,).

    Returns:
        Correlations in [-1, 1], shape (n_users,); 0 for constant scores, NaN for constant ratings.
    """
    users = _user_of_row(offsets)
    rating_ranks = _center(compute_ranks(ratings, offsets), users, offsets)
    score_ranks = _center(compute_ranks(scores, offsets), users, offsets)
    covariance = _sum(rating_ranks * score_ranks, users, offsets)
    rating_variance = _sum(rating_ranks**2, users, offsets)
    score_variance = _sum(score_ranks**2, users, offsets)
    return _correlation(covariance, rating_variance, score_variance)


def compute_kendall(
    ratings: FloatArray, scores: FloatArray, offsets: IntArray
) -> NDArray[np.float64]:
    """Compute Kendall's tau-b for each user.

    Source: M. Kendall, "The treatment of ties in ranking problems" (1945), as
    `scipy.stats.kendalltau`. Arguments and returns as `compute_spearman`.
    """
    pairs = _count_pairs_per_user(ratings, scores, offsets)
    return _correlation(
        pairs.concordant - pairs.discordant,
        pairs.total - pairs.tied_ratings,
        pairs.total - pairs.tied_scores,
    )


def compute_concordance(
    ratings: FloatArray, scores: FloatArray, offsets: IntArray
) -> NDArray[np.float64]:
    """Compute the share of differently rated pairs that the scores put in the right order.

    Source: F. Harrell et al., "Evaluating the yield of medical tests" (1982), the C-index; the
    area under the ROC curve when there are two distinct ratings. Equal scores count one half, so
    a constant prediction gets 0.5. Arguments as `compute_spearman`.

    Returns:
        Shares in [0, 1], shape (n_users,); NaN for constant ratings.
    """
    pairs = _count_pairs_per_user(ratings, scores, offsets)
    comparable = pairs.total - pairs.tied_ratings
    undecided = comparable - pairs.concordant - pairs.discordant
    return divide(pairs.concordant + 0.5 * undecided, comparable)


def compute_rmse(
    ratings: FloatArray, predicted_ratings: FloatArray, offsets: IntArray
) -> NDArray[np.float64]:
    """Compute each user's root mean squared error in stars, shape (n_users,)."""
    errors = predicted_ratings.astype(np.float64) - ratings
    return np.sqrt(_mean(errors**2, offsets))


def compute_mae(
    ratings: FloatArray, predicted_ratings: FloatArray, offsets: IntArray
) -> NDArray[np.float64]:
    """Compute each user's mean absolute error in stars, shape (n_users,)."""
    return _mean(np.abs(predicted_ratings.astype(np.float64) - ratings), offsets)


def compute_ranks(values: FloatArray, offsets: IntArray) -> NDArray[np.float64]:
    """Rank values within each user from 1 up; equal values share their average rank.

    Args:
        values: Flat values, shape (n,).
        offsets: Where each user begins, shape (n_users + 1,).

    Returns:
        Ranks, shape (n,), as `scipy.stats.rankdata` gives them user by user.
    """
    users = _user_of_row(offsets)
    order = np.lexsort((values, users))
    sorted_values, sorted_users = values[order], users[order]
    is_new = np.ones(len(values), dtype=bool)
    is_new[1:] = (np.diff(sorted_values) != 0) | (np.diff(sorted_users) != 0)
    starts = np.flatnonzero(is_new)
    ends = np.append(starts[1:], len(values))
    tie_group = np.cumsum(is_new) - 1
    ranks = np.empty(len(values))
    ranks[order] = ((starts + ends + 1) / 2)[tie_group] - np.asarray(offsets)[sorted_users]
    return ranks


class PairCounts(NamedTuple):
    """Pairs of one user's test books (or arrays of them, one element per user)."""

    concordant: NDArray[np.float64]
    discordant: NDArray[np.float64]
    tied_ratings: NDArray[np.float64]
    tied_scores: NDArray[np.float64]
    total: NDArray[np.float64]


def _count_pairs_per_user(ratings: FloatArray, scores: FloatArray, offsets: IntArray) -> PairCounts:
    counts = [
        _count_pairs(ratings[start:end], scores[start:end])
        for start, end in zip(offsets[:-1], offsets[1:], strict=True)
    ]
    return PairCounts(*np.array(counts, dtype=np.float64).reshape(-1, 5).T)


def _count_pairs(ratings: FloatArray, scores: FloatArray) -> tuple[int, int, int, int, int]:
    """Count one user's pairs; a binary search per rating level, so O(levels * n log n)."""
    concordant = discordant = 0
    for level in np.unique(ratings)[1:]:
        lower = np.sort(scores[ratings < level])
        at_level = scores[ratings == level]
        concordant += int(np.searchsorted(lower, at_level, side="left").sum())
        beaten_or_tied = np.searchsorted(lower, at_level, side="right")
        discordant += len(lower) * len(at_level) - int(beaten_or_tied.sum())
    total = len(ratings) * (len(ratings) - 1) // 2
    return concordant, discordant, _count_ties(ratings), _count_ties(scores), total


def _count_ties(values: FloatArray) -> int:
    _, counts = np.unique(values, return_counts=True)
    return int((counts * (counts - 1) // 2).sum())


def _correlation(
    covariance: NDArray[np.float64],
    rating_variance: NDArray[np.float64],
    score_variance: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Normalise; 0 where only the scores are constant, NaN where the ratings are."""
    correlation = divide(covariance, np.sqrt(rating_variance * score_variance))
    correlation[(score_variance == 0) & (rating_variance > 0)] = 0.0
    return correlation


def _user_of_row(offsets: IntArray) -> NDArray[np.int64]:
    n_users = len(offsets) - 1
    return np.repeat(np.arange(n_users, dtype=np.int64), np.diff(offsets))


def _sum(
    values: NDArray[np.float64], users: NDArray[np.int64], offsets: IntArray
) -> NDArray[np.float64]:
    sums = np.bincount(users, weights=values, minlength=len(offsets) - 1)
    return sums.astype(np.float64, copy=False)


def _mean(values: NDArray[np.float64], offsets: IntArray) -> NDArray[np.float64]:
    return divide(_sum(values, _user_of_row(offsets), offsets), np.diff(offsets))


def _center(
    values: NDArray[np.float64], users: NDArray[np.int64], offsets: IntArray
) -> NDArray[np.float64]:
    return values - _mean(values, offsets)[users]
