from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest

from bookrec.evaluation.baselines.average_rating import AverageRating
from bookrec.evaluation.baselines.item_knn import ItemKNN
from bookrec.evaluation.measure import measure_ratings, predict_ratings
from bookrec.evaluation.models import ServedModel
from bookrec.evaluation.protocol import Cases, build_cases
from bookrec.evaluation.studies import (
    draw_cold_books,
    measure_balance,
    measure_cold_books,
    measure_history_lengths,
)
from bookrec.evaluation.training_data import TrainingData
from bookrec.protocols import RatingModel
from bookrec.settings import EvaluateSettings, SplitSettings


def test_a_longer_history_helps_on_the_same_users(
    books: pd.DataFrame,
    ratings: pd.DataFrame,
    training: TrainingData,
    split: SplitSettings,
    settings: EvaluateSettings,
) -> None:
    models = {"item-knn": ItemKNN.fit(training), "average-rating": AverageRating.fit(training)}
    cases = build_cases(ratings, books["book_id"].tolist(), split, "test", max_history=500)
    rows = measure_history_lengths(models, cases, settings)
    spearman = {(row.group, row.model): row for row in rows if row.metric == "spearman"}
    # A history of 500 is asked for, but nobody has one.
    assert {group for group, _ in spearman} == {"history of 1", "history of 5"}
    assert len({row.n_users for row in spearman.values()}) == 1
    knn = [spearman[f"history of {n}", "item-knn"].mean for n in (1, 5)]
    average = [spearman[f"history of {n}", "average-rating"].mean for n in (1, 5)]
    assert knn[1] > knn[0]
    assert average[1] == average[0]


def test_cold_books_are_withheld_from_training_and_alone_are_tested(
    books: pd.DataFrame, ratings: pd.DataFrame, cases: Cases
) -> None:
    settings = EvaluateSettings(n_bootstrap=100, cold_share=0.3)
    is_cold = draw_cold_books(len(books), settings)
    seen = []

    class Watching:
        def predict(self, history: object, candidates: np.ndarray) -> np.ndarray:
            assert is_cold[candidates].all()
            return candidates.astype(np.float32)

    def fit(training: pd.DataFrame) -> Mapping[str, RatingModel]:
        seen.append(set(training["book_id"]))
        return {"watching": Watching()}

    rows = measure_cold_books(fit, ratings, cases, books["book_id"].tolist(), settings)
    cold_ids = set(books["book_id"][is_cold])
    assert 0 < len(cold_ids) < len(books)
    assert not seen[0] & cold_ids
    assert {row.group for row in rows} == {"books without ratings"}
    assert {row.metric: row.n_users for row in rows}["rmse"] > 0


def test_balance_runs_from_personal_to_average(
    served: ServedModel, training: TrainingData, cases: Cases, settings: EvaluateSettings
) -> None:
    rows = measure_balance(served, cases, "test", [0, 0.5, 1], settings)
    assert [row.popularity_weight for row in rows] == [0, 0.5, 1]
    for row, model in ((rows[0], ItemKNN.fit(training)), (rows[-1], AverageRating.fit(training))):
        expected = measure_ratings(predict_ratings(model, cases), cases)["spearman"]
        assert row.mean == pytest.approx(np.nanmean(expected))
        assert row.part == "test"
