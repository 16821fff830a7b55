"""Compare models on the same cases: all users, groups, and one model against the others."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bookrec.evaluation.groups import group_test_books, group_users
from bookrec.evaluation.measure import (
    SHORT_LENGTH,
    UserValues,
    measure_rankings,
    measure_ratings,
    predict_ratings,
    rank_catalogue,
)
from bookrec.evaluation.protocol import Cases
from bookrec.evaluation.report.tables import (
    ALL_USERS,
    DifferenceRow,
    MetricRow,
    list_differences,
    select_users,
    summarize,
)
from bookrec.evaluation.training_data import TrainingData
from bookrec.metrics.ranking import compute_coverage
from bookrec.protocols import RankingModel, RatingModel
from bookrec.settings import EvaluateSettings


class Comparison(NamedTuple):
    """Models measured on the same cases.

    Attributes:
        summary: Every metric of every model over all users.
        groups: Every metric of every model by group of users, or of books.
        differences: The model in question less each other one.
    """

    summary: list[MetricRow]
    groups: list[MetricRow]
    differences: list[DifferenceRow]


def compare_rating_models(
    models: Mapping[str, RatingModel],
    model: str,
    cases: Cases,
    training: TrainingData,
    settings: EvaluateSettings,
) -> Comparison:
    """Compare models that predict ratings.

    Args:
        models: Fitted models by name.
        model: Name of the one to hold against the others, by Spearman and by RMSE.
        cases: Users to measure.
        training: Says how many training users read a book.
        settings: Seed and number of bootstrap resamples.
    """
    predictions = {name: predict_ratings(each, cases) for name, each in models.items()}
    values = {name: measure_ratings(each, cases) for name, each in predictions.items()}
    groups = _summarize_user_groups(values, cases, settings)
    for group, kept in group_test_books(cases, training.n_readers).items():
        selected = cases.select_test(kept)
        in_group = {
            name: measure_ratings(each[kept], selected) for name, each in predictions.items()
        }
        groups += summarize(in_group, settings, group)
    return Comparison(
        summarize(values, settings),
        groups,
        list_differences(values, model, "spearman", settings)
        + list_differences(values, model, "rmse", settings),
    )


def compare_ranking_models(
    models: Mapping[str, RankingModel],
    model: str,
    cases: Cases,
    training: TrainingData,
    embeddings: NDArray[np.float32],
    settings: EvaluateSettings,
) -> Comparison:
    """Compare models that rank the catalogue.

    Args:
        models: Fitted models by name.
        model: Name of the one to hold against the others, by recall and by NDCG.
        cases: Users to measure.
        training: Says how many training users read a book.
        embeddings: Say how alike two books are, unit rows, shape (n_books, dim).
        settings: Seed and number of bootstrap resamples.
    """
    lists = {name: rank_catalogue(each, cases) for name, each in models.items()}
    values = {
        name: measure_rankings(each, cases, training, embeddings) for name, each in lists.items()
    }
    coverage = {
        name: compute_coverage(each[:, :SHORT_LENGTH], cases.n_books)
        for name, each in lists.items()
    }
    return Comparison(
        summarize(values, settings)
        + [
            MetricRow(
                ALL_USERS, name, f"coverage@{SHORT_LENGTH}", share, np.nan, np.nan, len(cases)
            )
            for name, share in coverage.items()
        ],
        _summarize_user_groups(values, cases, settings),
        list_differences(values, model, "recall@20", settings)
        + list_differences(values, model, "ndcg@10", settings),
    )


def _summarize_user_groups(
    values: Mapping[str, UserValues], cases: Cases, settings: EvaluateSettings
) -> list[MetricRow]:
    return [
        row
        for group, kept in group_users(cases).items()
        for row in summarize(select_users(values, kept), settings, group)
    ]
