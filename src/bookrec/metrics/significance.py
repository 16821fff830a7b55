"""Whether a difference between models is more than chance: intervals and tests over users."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

BLOCK_ELEMENTS = 2_000_000
"""Resamples are drawn in blocks of so many numbers, so that memory stays small."""


class Interval(NamedTuple):
    """A mean over users with its bootstrap interval."""

    mean: float
    low: float
    high: float
    n_users: int


def bootstrap_means(
    values: NDArray[np.float64], n_bootstrap: int, seed: int
) -> NDArray[np.float64]:
    """Draw means of `values` with users resampled with replacement.

    Source: B. Efron, "Bootstrap methods: another look at the jackknife" (1979). The same seed
    draws the same users, so that columns of `values` stay paired.

    Args:
        values: One row per user, shape (n_users, n_columns), finite.
        n_bootstrap: Resamples.
        seed: Of the random draws.

    Returns:
        Means, shape (n_bootstrap, n_columns).
    """
    n_users = len(values)
    block = max(1, BLOCK_ELEMENTS // n_users)
    sizes = [min(block, n_bootstrap - start) for start in range(0, n_bootstrap, block)]
    sums = [
        _draw_resamples(n_users, size, seed, number) @ values for number, size in enumerate(sizes)
    ]
    return np.concatenate(sums) / n_users


def bootstrap_interval(
    values: NDArray[np.float64], n_bootstrap: int, seed: int, confidence: float = 0.95
) -> Interval:
    """Compute a mean over users with its percentile bootstrap interval.

    For a paired comparison, pass the difference of two models' values.

    Args:
        values: One value per user, shape (n_users,); users with NaN are left out.
        n_bootstrap: Resamples.
        seed: Of the random draws.
        confidence: Share of resamples inside the interval.

    Returns:
        Mean, ends and the number of users counted; NaN if there are none.
    """
    known = values[~np.isnan(values)]
    if len(known) == 0:
        return Interval(np.nan, np.nan, np.nan, 0)
    means = bootstrap_means(known[:, None], n_bootstrap, seed)[:, 0]
    tail = (1 - confidence) / 2
    low, high = np.quantile(means, [tail, 1 - tail])
    return Interval(float(known.mean()), float(low), float(high), len(known))


def compute_wilcoxon(differences: NDArray[np.float64]) -> float:
    """Test whether paired differences lie around zero.

    Source: F. Wilcoxon, "Individual comparisons by ranking methods" (1945), two-sided, zeros
    handled after Pratt (1959), `scipy.stats.wilcoxon`.

    Args:
        differences: One difference per user, shape (n_users,); NaN left out.

    Returns:
        The p-value; 1 if no user differs.
    """
    known = differences[~np.isnan(differences)]
    if not known.any():
        return 1.0
    return float(stats.wilcoxon(known, zero_method="pratt").pvalue)


def correct_holm(p_values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Adjust p-values for the number of comparisons.

    Source: S. Holm, "A simple sequentially rejective multiple test procedure" (1979).

    Args:
        p_values: Raw p-values, shape (n,).

    Returns:
        Adjusted p-values in the same order, shape (n,), at most 1.
    """
    order = np.argsort(p_values, kind="stable")
    steps = np.arange(len(p_values), 0, -1)
    adjusted = np.empty(len(p_values))
    adjusted[order] = np.minimum(np.maximum.accumulate(p_values[order] * steps), 1)
    return adjusted


@lru_cache(maxsize=4)
def _draw_resamples(n_users: int, n_bootstrap: int, seed: int, block: int) -> NDArray[np.float64]:
    """Count how often each user is drawn, shape (n_bootstrap, n_users); reused across metrics."""
    rng = np.random.default_rng([seed, block])
    times_drawn = rng.multinomial(n_users, np.full(n_users, 1 / n_users), size=n_bootstrap)
    weights: NDArray[np.float64] = times_drawn.astype(np.float64)
    weights.flags.writeable = False
    return weights
