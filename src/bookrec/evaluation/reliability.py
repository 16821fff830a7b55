"""Whether predicted ratings and their uncertainty can be taken at their word."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class ReliabilityRow(NamedTuple):
    """Test ratings predicted alike: what was predicted, and what they were, in stars."""

    low: float
    high: float
    n_ratings: int
    mean_predicted: float
    mean_rating: float


class UncertaintyRow(NamedTuple):
    """Test ratings predicted with like uncertainty: the stated and the true error, in stars."""

    low: float
    high: float
    n_ratings: int
    mean_uncertainty: float
    rmse: float


BIN_EDGES = np.array([1, 2.5, 3, 3.25, 3.5, 3.75, 4, 4.25, 4.5, 5])
N_UNCERTAINTY_BINS = 5


def compute_reliability(
    predicted: NDArray[np.float32], ratings: NDArray[np.float32]
) -> list[ReliabilityRow]:
    """Bin predictions and average the true ratings in each bin; empty bins are left out.

    Source: A. Murphy, R. Winkler, "Reliability of subjective probability forecasts" (1977).

    Args:
        predicted: Predicted stars, 1-5, shape (n,).
        ratings: True stars, shape (n,).
    """
    bins = np.digitize(predicted, BIN_EDGES[1:-1])
    return [
        ReliabilityRow(
            float(BIN_EDGES[i]),
            float(BIN_EDGES[i + 1]),
            int((bins == i).sum()),
            float(predicted[bins == i].mean()),
            float(ratings[bins == i].mean()),
        )
        for i in np.unique(bins)
    ]


def compute_uncertainty(
    predicted: NDArray[np.float32],
    uncertainty: NDArray[np.float32],
    ratings: NDArray[np.float32],
) -> list[UncertaintyRow]:
    """Bin predictions into equal parts by stated uncertainty and measure the error of each part.

    Args:
        predicted: Predicted stars, shape (n,).
        uncertainty: Stated standard deviations in stars, shape (n,).
        ratings: True stars, shape (n,).
    """
    order = np.argsort(uncertainty, kind="stable")
    return [
        UncertaintyRow(
            float(uncertainty[part[0]]),
            float(uncertainty[part[-1]]),
            len(part),
            float(uncertainty[part].mean()),
            float(np.sqrt(np.mean((predicted[part] - ratings[part]) ** 2))),
        )
        for part in np.array_split(order, N_UNCERTAINTY_BINS)
        if len(part)
    ]
