import numpy as np
import pytest

from bookrec.evaluation.baselines import fit_ranking_baselines, fit_rating_baselines
from bookrec.evaluation.compare import compare_ranking_models, compare_rating_models
from bookrec.evaluation.models import ServedModel
from bookrec.evaluation.protocol import Cases
from bookrec.evaluation.report.tables import ALL_USERS
from bookrec.evaluation.training_data import TrainingData
from bookrec.settings import EvaluateSettings


def test_rating_models_are_compared_on_the_same_users(
    served: ServedModel,
    training: TrainingData,
    embeddings: np.ndarray,
    cases: Cases,
    settings: EvaluateSettings,
) -> None:
    text = {"author": embeddings, "description": embeddings}
    models = {"ours": served, **fit_rating_baselines(training, embeddings, text)}
    result = compare_rating_models(models, "ours", cases, training, settings)
    spearman = {row.model: row for row in result.summary if row.metric == "spearman"}
    assert set(spearman) == set(models)
    assert len({row.n_users for row in spearman.values()}) == 1
    assert {row.group for row in result.summary} == {ALL_USERS}
    assert spearman["item-knn"].low > spearman["average-rating"].high
    by_reference = {row.reference: row for row in result.differences if row.metric == "spearman"}
    assert by_reference["average-rating"].mean == pytest.approx(
        spearman["ours"].mean - spearman["average-rating"].mean
    )
    assert any(row.group.startswith("rare books") for row in result.groups)
    assert {"one.csv", "two.csv"} <= {row.group for row in result.groups}


def test_ranking_models_are_compared_on_the_same_users(
    served: ServedModel,
    training: TrainingData,
    embeddings: np.ndarray,
    cases: Cases,
    settings: EvaluateSettings,
) -> None:
    models = {"ours": served, **fit_ranking_baselines(training, embeddings, {"all": embeddings})}
    result = compare_ranking_models(models, "ours", cases, training, embeddings, settings)
    means = {(row.model, row.metric): row.mean for row in result.summary}
    assert means["ease", "recall@20"] > means["average-rating", "recall@20"]
    # Everybody gets the same list, less what they know; ours is personal.
    assert means["popularity", "coverage@10"] < means["ours", "coverage@10"]
    assert {row.metric for row in result.differences} == {"recall@20", "ndcg@10"}
