"""Studies beyond the one table: longer histories, books nobody has rated, the balance."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bookrec.evaluation.measure import measure_models, measure_ratings, predict_ratings
from bookrec.evaluation.models import ServedModel
from bookrec.evaluation.protocol import Cases, Part
from bookrec.evaluation.report.tables import MetricRow, summarize
from bookrec.metrics.significance import bootstrap_interval
from bookrec.protocols import RatingModel
from bookrec.settings import EvaluateSettings

MIN_USERS = 20
"""Fewer users than this make no study."""


class BalanceRow(NamedTuple):
    """Mean Spearman at one balance; 0 is personal only, 1 is the average rating only."""

    part: Part
    popularity_weight: float
    mean: float
    low: float
    high: float
    n_users: int


def measure_balance(
    scorer: ServedModel,
    cases: Cases,
    part: Part,
    popularity_weights: Sequence[float],
    settings: EvaluateSettings,
) -> list[BalanceRow]:
    """Measure the scorer at every balance between personal preference and the average rating."""
    rows = []
    for weight in popularity_weights:
        predicted = predict_ratings(scorer.with_popularity_weight(weight), cases)
        spearman = measure_ratings(predicted, cases)["spearman"]
        interval = bootstrap_interval(spearman, settings.n_bootstrap, settings.seed)
        rows.append(BalanceRow(part, weight, *interval))
    return rows


def measure_history_lengths(
    models: Mapping[str, RatingModel], cases: Cases, settings: EvaluateSettings
) -> list[MetricRow]:
    """Measure what a longer history is worth, on the same users and the same test ratings.

    Lengths too great for `MIN_USERS` users are left out; the users are those who can fill the
    greatest one left.

    Args:
        models: Models by name.
        cases: Cases whose histories go up to the greatest length of the settings.
        settings: The lengths.

    Returns:
        Rows whose group is `history of N`.
    """
    available = np.diff(cases.history_offsets)
    lengths = [n for n in settings.history_lengths if (available >= n).sum() >= MIN_USERS]
    if not lengths:
        return []
    cases = cases.select_users(available >= max(lengths))
    rows = []
    for n in sorted(lengths):
        values = measure_models(models, cases.cut_history(n))
        rows += summarize(values, settings, f"history of {n}")
    return rows


def measure_cold_books(
    fit: Callable[[pd.DataFrame], Mapping[str, RatingModel]],
    training_ratings: pd.DataFrame,
    cases: Cases,
    book_ids: Sequence[str],
    settings: EvaluateSettings,
) -> list[MetricRow]:
    """Measure predictions for books that no training user has rated.

    A seeded part of the books is removed from the training ratings, the models are fitted anew,
    and only ratings of the removed books are tested.

    Args:
        fit: Fits models by name on training ratings.
        training_ratings: The ratings table, cut to training users.
        cases: The users to test.
        book_ids: Ids of the books table in its order.
        settings: Share of books to remove; seed.

    Returns:
        Rows whose group is `books without ratings`.
    """
    is_cold = draw_cold_books(len(book_ids), settings)
    cold_ids = np.asarray(book_ids)[is_cold]
    models = fit(training_ratings[~training_ratings["book_id"].isin(cold_ids)])
    values = measure_models(models, cases.select_test(is_cold[cases.test_books]))
    return summarize(values, settings, "books without ratings")


def draw_cold_books(n_books: int, settings: EvaluateSettings) -> NDArray[np.bool_]:
    """Draw the books to remove, shape (n_books,)."""
    rng = np.random.default_rng(settings.seed)
    return np.asarray(rng.random(n_books) < settings.cold_share)
