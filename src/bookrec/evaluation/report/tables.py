"""Rows of the result tables: means with intervals, paired differences with corrected tests."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bookrec.evaluation.measure import UserValues
from bookrec.metrics.significance import bootstrap_interval, compute_wilcoxon, correct_holm
from bookrec.settings import EvaluateSettings

ALL_USERS = "all users"


class MetricRow(NamedTuple):
    """The mean of a metric over a group's users, with its 95 % bootstrap interval."""

    group: str
    model: str
    metric: str
    mean: float
    low: float
    high: float
    n_users: int


class DifferenceRow(NamedTuple):
    """A model less another one on the same users; `p_holm` is corrected for all rows together."""

    metric: str
    model: str
    reference: str
    mean: float
    low: float
    high: float
    n_users: int
    p_value: float
    p_holm: float


def summarize(
    values: Mapping[str, UserValues], settings: EvaluateSettings, group: str = ALL_USERS
) -> list[MetricRow]:
    """Average each model's metrics over the users.

    Args:
        values: Model name -> metric -> values, shape (n_users,), users alike for all models.
        settings: Seed and number of bootstrap resamples.
        group: What the rows are about.
    """
    return [
        MetricRow(
            group,
            model,
            metric,
            *bootstrap_interval(per_user, settings.n_bootstrap, settings.seed),
        )
        for model, metrics in values.items()
        for metric, per_user in metrics.items()
    ]


def list_differences(
    values: Mapping[str, UserValues], model: str, metric: str, settings: EvaluateSettings
) -> list[DifferenceRow]:
    """Compare one model with every other on one metric, user by user.

    Args:
        values: Model name -> metric -> values, shape (n_users,).
        model: The model whose superiority is to be shown.
        metric: The metric to compare by.
        settings: Seed and number of bootstrap resamples.

    Returns:
        One row for each other model that has the metric.
    """
    differences = {
        reference: values[model][metric] - metrics[metric]
        for reference, metrics in values.items()
        if reference != model and metric in metrics
    }
    p_values = np.array([compute_wilcoxon(difference) for difference in differences.values()])
    return [
        DifferenceRow(
            metric,
            model,
            reference,
            *bootstrap_interval(difference, settings.n_bootstrap, settings.seed),
            p_value=float(p_value),
            p_holm=float(p_holm),
        )
        for (reference, difference), p_value, p_holm in zip(
            differences.items(), p_values, correct_holm(p_values), strict=True
        )
    ]


def select_users(
    values: Mapping[str, UserValues], kept: NDArray[np.bool_]
) -> dict[str, UserValues]:
    """Keep the users where `kept`, shape (n_users,)."""
    return {
        model: {metric: per_user[kept] for metric, per_user in metrics.items()}
        for model, metrics in values.items()
    }
