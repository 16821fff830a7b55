"""A Gaussian process over books: what a few ratings say about all other books, in closed form.

Source: C. E. Rasmussen, C. K. I. Williams, "Gaussian Processes for Machine Learning" (2006),
equations 2.25 and 2.26. The scale of a user's ratings is not known beforehand; integrating it out
makes the process Student's, as in A. Shah et al., "Student-t processes as alternatives to
Gaussian processes" (2014): the mean stays, the variance grows with how badly the history fits.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bookrec.scoring.model.book_rows import NO_AUTHOR, NO_SERIES, BookRows
from bookrec.scoring.model.solve import make_solver

MAX_INVERTED = 1_000
"""Rated books up to which the covariance is inverted; beyond, it is not even written down."""


@dataclass(frozen=True)
class Kernel:
    """Covariance of a user's opinions of two books, in squared stars.

    `features . features' + author_weight [same author] + series_weight [same series] + constant`

    Attributes:
        author_weight: Covariance that a common first author adds, >= 0.
        series_weight: Covariance that a common series adds, >= 0.
        constant: Covariance of any two books: how much users differ in generosity, >= 0.
        noise: Variance of a rating around the opinion where the book is not known, > 0.
    """

    author_weight: float
    series_weight: float
    constant: float
    noise: float

    def between(self, rows: BookRows, others: BookRows) -> NDArray[np.float32]:
        """Compute the covariance of each row with each other one, shape (n_rows, n_others)."""
        covariance = rows.features @ others.features.T + np.float32(self.constant)
        for weight, nums, other_nums, nothing in (
            (self.author_weight, rows.author_nums, others.author_nums, NO_AUTHOR),
            (self.series_weight, rows.series_nums, others.series_nums, NO_SERIES),
        ):
            same = _equal(nums, other_nums, nothing)
            np.add(covariance, np.float32(weight), out=covariance, where=same)
        return covariance

    def variances(self, rows: BookRows) -> NDArray[np.float32]:
        """Compute the covariance of each row with itself, shape (n_rows,)."""
        return np.asarray(
            np.square(rows.features).sum(axis=1)
            + self.author_weight * (rows.author_nums != NO_AUTHOR)
            + self.series_weight * (rows.series_nums != NO_SERIES)
            + self.constant,
            dtype=np.float32,
        )


@dataclass(frozen=True)
class Posterior:
    """What a history says.

    Attributes:
        history: Rows of the rated books, n of them.
        weights: What one unit of covariance with each rated book adds, in stars, shape (n,).
        solve: Multiplies columns, shape (n, k), with the inverse covariance of the ratings.
        scale: Variance of this user's ratings relative to what the kernel expects.
    """

    history: BookRows
    weights: NDArray[np.float32]
    solve: Callable[[NDArray[np.float32]], NDArray[np.floating]]
    scale: float


def fit_posterior(
    kernel: Kernel, history: BookRows, deviations: NDArray[np.float32], prior_ratings: float
) -> Posterior:
    """Condition the process on a history.

    Args:
        kernel: Covariances.
        history: Rows of the rated books; may be empty.
        deviations: Stars above or below the expected ones, shape (n_history,).
        prior_ratings: How many ratings the expected scale is worth against the observed one.
    """
    solve = _solver(kernel, history)
    weights = solve(deviations[:, None])[:, 0].astype(np.float32)
    misfit = float(deviations @ weights)
    scale = (prior_ratings + misfit) / (prior_ratings + len(history))
    return Posterior(history, weights, solve, scale)


def _solver(
    kernel: Kernel, history: BookRows
) -> Callable[[NDArray[np.float32]], NDArray[np.floating]]:
    if len(history) > MAX_INVERTED:
        return make_solver(kernel, history)
    covariance = kernel.between(history, history)
    covariance[np.diag_indices_from(covariance)] += history.noises
    precision = np.linalg.inv(covariance).astype(np.float32)
    return lambda columns: precision @ columns


def compute_variance(
    kernel: Kernel, posterior: Posterior, candidates: BookRows
) -> NDArray[np.float32]:
    """Compute the variance of the user's next ratings, noise included, shape (n_candidates,)."""
    covariance = kernel.between(candidates, posterior.history)
    explained = (posterior.solve(covariance.T).T * covariance).sum(axis=1)
    variance = np.maximum(kernel.variances(candidates) - explained, 0) + candidates.noises
    return np.asarray(posterior.scale * variance, dtype=np.float32)


def _equal(nums: NDArray[np.int64], others: NDArray[np.int64], nothing: int) -> NDArray[np.bool_]:
    return np.asarray((nums[:, None] == others) & (nums != nothing)[:, None], dtype=bool)
