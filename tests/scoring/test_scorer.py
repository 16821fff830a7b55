"""The served scorer."""

from pathlib import Path

import numpy as np
import pytest

from bookrec.errors import ArtifactError
from bookrec.scoring.history import ExtraBooks, History
from bookrec.scoring.scorer import Scorer, ScorerParameters

N_BOOKS, DIM = 30, 8


@pytest.fixture
def scorer() -> Scorer:
    rng = np.random.default_rng(3)
    features = rng.normal(size=(N_BOOKS, DIM)).astype(np.float32)
    features /= np.linalg.norm(features, axis=1, keepdims=True)
    return Scorer(
        features=features,
        averages=rng.uniform(3.4, 4.4, N_BOOKS).astype(np.float32),
        popularity=rng.uniform(1, 12, N_BOOKS).astype(np.float32),
        author_nums=rng.integers(0, 10, N_BOOKS),
        series_nums=rng.integers(-1, 5, N_BOOKS),
        text_map=rng.normal(size=(6, DIM)).astype(np.float32),
        parameters=ScorerParameters(),
    )


def make_history(n: int, extra: ExtraBooks | None = None) -> History:
    ratings = np.linspace(1, 5, n, dtype=np.float32)
    return History(np.arange(n, dtype=np.int64), ratings, extra)


def make_extra() -> ExtraBooks:
    return ExtraBooks(
        np.eye(2, 6, dtype=np.float32), np.array([1, -1]), np.array([-1, -1]), np.float32([5, 1])
    )


@pytest.mark.parametrize(
    "history", [make_history(0), make_history(5), make_history(3, make_extra())]
)
def test_contributions_add_up_to_the_prediction(scorer: Scorer, history: History) -> None:
    candidates = np.arange(10, N_BOOKS)
    baseline, terms = scorer.contributions(history, candidates)
    assert terms.shape == (len(candidates), len(history))
    predicted = np.clip(baseline + terms.sum(axis=1), 1, 5)
    np.testing.assert_allclose(scorer.predict(history, candidates), predicted, atol=1e-5)


def test_one_rating_changes_the_predictions(scorer: Scorer) -> None:
    candidates = np.arange(10, N_BOOKS)
    one = History(np.array([0]), np.float32([5]))
    assert not np.allclose(
        scorer.predict(one, candidates), scorer.predict(make_history(0), candidates)
    )


def test_batch_equals_single(scorer: Scorer) -> None:
    histories = [make_history(0), make_history(4), make_history(7, make_extra())]
    candidates = [np.arange(10, 20), np.arange(5, 30), np.array([29])]
    for one, history, books in zip(
        scorer.predict_batch(histories, candidates), histories, candidates, strict=True
    ):
        np.testing.assert_allclose(one, scorer.predict(history, books), atol=1e-5)


def test_saved_scorer_predicts_the_same(scorer: Scorer, tmp_path: Path) -> None:
    scorer.save(tmp_path)
    candidates = np.arange(10, N_BOOKS)
    loaded = Scorer.load(tmp_path)
    np.testing.assert_array_equal(
        loaded.predict(make_history(5), candidates), scorer.predict(make_history(5), candidates)
    )


def test_missing_scorer_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match="bookrec tune"):
        Scorer.load(tmp_path)
