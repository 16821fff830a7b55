import json
from dataclasses import replace

import pandas as pd
import pytest

from bookrec.evaluation.baselines.item_knn import ItemKNN
from bookrec.evaluation.evaluate import OURS, EvaluationData, evaluate
from bookrec.evaluation.models import ServedModel
from bookrec.evaluation.results import Evaluation
from bookrec.evaluation.training_data import TrainingData
from bookrec.protocols import RatingModel
from bookrec.settings import EvaluateSettings


@pytest.fixture(scope="module")
def evaluation(data: EvaluationData, served: ServedModel, settings: EvaluateSettings) -> Evaluation:
    def refit(ratings: pd.DataFrame) -> RatingModel:
        return ItemKNN.fit(TrainingData.from_tables(data.books, ratings))

    return evaluate(data, served, settings, refit=refit)


def test_every_table_is_filled(evaluation: Evaluation) -> None:
    tables = evaluation.to_dict()
    for name in (
        "history_lengths",
        "cold_books",
        "balance",
        "reliability",
        "uncertainty",
        "embeddings",
    ):
        assert tables[name], name
    for comparison in (tables["ratings"], tables["rankings"]):
        assert all(comparison.values())
        assert OURS in {row["model"] for row in comparison["summary"]}
    assert {row["part"] for row in tables["balance"]} == {"validation", "test"}
    assert tables["popularity_weight"] == 0.2


def test_headline_compares_with_the_average_rating(evaluation: Evaluation) -> None:
    headline = evaluation.headline()
    assert headline["difference"] == pytest.approx(headline["spearman"] - headline["baseline"])
    assert headline["low"] <= headline["difference"] <= headline["high"]
    assert headline["users"] > 0


def test_tables_are_json_without_nan(evaluation: Evaluation) -> None:
    json.dumps(evaluation.to_dict(), allow_nan=False)


def test_data_counts_are_stated(
    evaluation: Evaluation, data: EvaluationData, ratings: pd.DataFrame
) -> None:
    assert evaluation.data["books"] == len(data.books)
    assert evaluation.data["training ratings"] == len(data.training_ratings)
    total = sum(evaluation.data[f"{part} users"] for part in ("training", "validation", "test"))
    assert total == ratings["user_id"].nunique()


def test_outside_users_are_measured_instead_of_test_users(
    data: EvaluationData, ratings: pd.DataFrame
) -> None:
    outside = ratings.assign(user_id="x" + ratings["user_id"])
    cases = replace(data, outside_ratings=outside).build_test_cases()
    assert len(cases) == ratings["user_id"].nunique()
    assert all(user_id.startswith("x") for user_id in cases.user_ids)


def test_progress_ends_complete_and_studies_can_be_left_out(
    data: EvaluationData, served: ServedModel, settings: EvaluateSettings
) -> None:
    seen: list[tuple[int, int]] = []
    result = evaluate(
        data, served, settings, progress=lambda done, total: seen.append((done, total))
    )
    assert seen == [(i, 8) for i in range(1, 9)]
    assert not result.cold_books
