"""One user's taste: all that a history says, in a form that scores any number of books at once.

The personal part of a prediction is linear in a candidate's row, so a whole catalogue costs one
matrix-vector product, however long the history is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from bookrec.scoring.model.book_rows import BookRows
from bookrec.scoring.model.gaussian import Kernel, Posterior


@dataclass(frozen=True)
class Taste:
    """What a candidate's row is worth to one user, in stars.

    Attributes:
        features: Factor of the features, shape (dim,), float32.
        interest: Factor of the appeals, shape (rank,), float32.
        authors: Author and what a candidate by that author gets.
        series: Series and what a candidate of that series gets.
        constant: What every candidate gets.
    """

    features: NDArray[np.float32]
    interest: NDArray[np.float32]
    authors: dict[int, float]
    series: dict[int, float]
    constant: float

    @classmethod
    def of(cls, posterior: Posterior, kernel: Kernel, interest: NDArray[np.float32]) -> Self:
        """Sum up a posterior and the mean signal of its history."""
        history, weights = posterior.history, posterior.weights
        return cls(
            features=weights @ history.features,
            interest=interest,
            authors=_sum_by(history.author_nums, weights * kernel.author_weight),
            series=_sum_by(history.series_nums, weights * kernel.series_weight),
            constant=kernel.constant * float(weights.sum()),
        )


def score_tastes(tastes: Sequence[Taste], candidates: BookRows) -> NDArray[np.float32]:
    """Compute the personal part of predictions in stars.

    Args:
        tastes: One per user; at least one.
        candidates: Rows of the books to score, the same for all users.

    Returns:
        Shape (n_tastes, n_candidates), float32.
    """
    features = np.stack([taste.features for taste in tastes])
    interests = np.stack([taste.interest for taste in tastes])
    stars = features @ candidates.features.T + interests @ candidates.appeals.T
    for row, taste in zip(stars, tastes, strict=True):
        row += np.float32(taste.constant)
        for groups, values in (
            (candidates.by_author, taste.authors),
            (candidates.by_series, taste.series),
        ):
            for num, value in values.items():
                row[groups.of(num)] += np.float32(value)
    return stars


def _sum_by(nums: NDArray[np.int64], stars: NDArray[np.float32]) -> dict[int, float]:
    """Sum stars by author or series, leaving out those without one (negative)."""
    sums: dict[int, float] = {}
    for num, value in zip(nums.tolist(), stars.tolist(), strict=True):
        if num >= 0:
            sums[num] = sums.get(num, 0.0) + value
    return sums
