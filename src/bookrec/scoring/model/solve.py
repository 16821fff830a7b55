"""Solve for a long history without its n x n covariance: time and memory grow with n alone.

Conjugate gradients, preconditioned with the part of the covariance that features and constant make,
which has a small rank and is inverted exactly. What is left, same author and same series, moves few
eigenvalues, so a few dozen products suffice. Source: Y. Saad, "Iterative Methods for Sparse Linear
Systems" (2003), algorithm 9.1.
"""

from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bookrec.scoring.model.book_rows import BookRows

_TOLERANCE = 1e-6
"""Of the residual, relative to what is solved for."""
_MAX_STEPS = 500

Columns = NDArray[np.float64]
Apply = Callable[[Columns], Columns]


class Weights(Protocol):
    """The scalars of a `gaussian.Kernel`."""

    @property
    def author_weight(self) -> float: ...  # noqa: D102
    @property
    def series_weight(self) -> float: ...  # noqa: D102
    @property
    def constant(self) -> float: ...  # noqa: D102


def make_solver(kernel: Weights, history: BookRows) -> Callable[[NDArray[np.float32]], Columns]:
    """Make a function that multiplies columns with the inverse covariance of a history's ratings.

    Args:
        kernel: Covariances.
        history: Rows of the rated books, n of them.

    Returns:
        Takes and returns columns of shape (n, k); correct to a millionth of their length.
    """
    dense = np.hstack(
        [history.features, np.full((len(history), 1), np.sqrt(kernel.constant))], dtype=np.float64
    )
    noises = history.noises[:, None].astype(np.float64)
    groups = [
        (weight, _number_groups(nums))
        for weight, nums in (
            (kernel.author_weight, history.author_nums),
            (kernel.series_weight, history.series_nums),
        )
    ]

    def covariance(columns: Columns) -> Columns:
        product: Columns = dense @ (dense.T @ columns) + noises * columns
        for weight, numbers in groups:
            product += weight * _sum_within(numbers, columns)
        return product

    own = noises + kernel.author_weight + kernel.series_weight
    inner = np.linalg.inv(np.eye(dense.shape[1]) + dense.T @ (dense / own))

    def precondition(columns: Columns) -> Columns:
        share: Columns = columns / own
        return share - dense @ (inner @ (dense.T @ share)) / own

    return lambda columns: _conjugate_gradients(
        covariance, precondition, columns.astype(np.float64)
    )


def _conjugate_gradients(covariance: Apply, precondition: Apply, right: Columns) -> Columns:
    solution = np.zeros_like(right)
    residual = right.copy()
    near = precondition(residual)
    direction, power = near, (residual * near).sum(axis=0)
    enough = _TOLERANCE * np.linalg.norm(right, axis=0)
    for _ in range(_MAX_STEPS):
        if np.all(np.linalg.norm(residual, axis=0) <= enough):
            break
        image = covariance(direction)
        step = _divide(power, (direction * image).sum(axis=0))
        solution += step * direction
        residual -= step * image
        near = precondition(residual)
        before, power = power, (residual * near).sum(axis=0)
        direction = near + _divide(power, before) * direction
    return solution


def _divide(numerators: Columns, denominators: Columns) -> Columns:
    """Divide; 0 where a column is solved and both are 0."""
    return np.divide(
        numerators, denominators, out=np.zeros_like(numerators), where=denominators > 0
    )


def _number_groups(nums: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number groups from 1 on; 0 for the books that belong to none."""
    numbers = np.unique(np.append(nums, -1), return_inverse=True)[1][:-1]
    return np.where(nums < 0, 0, numbers + 1)


def _sum_within(numbers: NDArray[np.int64], columns: Columns) -> Columns:
    """Replace each value by the sum of its group, 0 in group 0."""
    sums = np.zeros((int(numbers.max(initial=0)) + 1, columns.shape[1]))
    np.add.at(sums, numbers, columns)
    sums[0] = 0
    return np.asarray(sums[numbers])
