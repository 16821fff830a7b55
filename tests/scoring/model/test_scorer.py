"""The served scorer."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.scoring.scorers import N_BOOKS, make_extra, make_history, make_scorer

from bookrec.errors import ArtifactError
from bookrec.scoring.model.gaussian import Kernel
from bookrec.scoring.model.history import History
from bookrec.scoring.model.item_weights import ReadingWeights
from bookrec.scoring.model.scorer import Scorer

SCORER = make_scorer()
FEW, MANY = np.arange(10, 14), np.arange(5, N_BOOKS)
HISTORIES = [make_history(0), make_history(1), make_history(5), make_history(3, make_extra())]


@pytest.mark.parametrize("candidates", [FEW, MANY])
@pytest.mark.parametrize("history", HISTORIES)
@pytest.mark.parametrize("popularity_weight", [0.0, 0.4, 1.0])
def test_contributions_add_up_to_the_prediction(
    history: History, candidates: np.ndarray, popularity_weight: float
) -> None:
    scorer = SCORER.with_popularity_weight(popularity_weight)
    baseline, terms = scorer.contributions(history, candidates)
    assert terms.shape == (len(candidates), len(history))
    predicted = np.clip(baseline + terms.sum(axis=1), 1, 5)
    np.testing.assert_allclose(scorer.predict(history, candidates), predicted, atol=2e-5)


@pytest.mark.parametrize("history", HISTORIES)
def test_rows_are_predicted_as_books_of_the_catalogue_are(history: History) -> None:
    predicted = SCORER.predict_rows(history, SCORER.books.take(FEW))
    stars, deviations = SCORER.predict_with_uncertainty(history, FEW)
    baselines, terms = SCORER.contributions(history, FEW)
    np.testing.assert_allclose(predicted.stars, stars, atol=2e-5)
    np.testing.assert_allclose(predicted.deviations, deviations, atol=2e-5)
    np.testing.assert_array_equal(predicted.baselines, baselines)
    np.testing.assert_array_equal(predicted.terms, terms)


def test_the_order_of_the_history_does_not_matter() -> None:
    history = make_history(6)
    turned = History(history.book_nums[::-1], history.ratings[::-1])
    np.testing.assert_allclose(
        SCORER.predict(turned, MANY), SCORER.predict(history, MANY), atol=2e-5
    )
    np.testing.assert_allclose(SCORER.rank([turned]), SCORER.rank([history]), atol=2e-5)


def test_one_rating_changes_predictions_and_ranking() -> None:
    none, one = make_history(0), make_history(1)
    assert not np.allclose(SCORER.predict(one, MANY), SCORER.predict(none, MANY))
    assert not np.allclose(SCORER.rank([one]), SCORER.rank([none]))


def test_a_better_rating_raises_the_book_s_own_prediction() -> None:
    book = np.array([7])
    low, high = (SCORER.predict(History(book, np.float32([r])), book) for r in (1, 5))
    assert high > low


def test_popularity_weight_one_is_the_average_alone() -> None:
    scorer = SCORER.with_popularity_weight(1)
    np.testing.assert_allclose(
        scorer.predict(make_history(5), MANY), scorer.books.averages[MANY], atol=1e-6
    )


def test_popularity_weight_zero_forgets_the_average() -> None:
    books = replace(SCORER.books, averages=SCORER.books.averages.copy())
    books.averages[20] += 1
    changed = replace(SCORER, books=books).with_popularity_weight(0)
    history = make_history(5)
    np.testing.assert_array_equal(
        changed.predict(history, MANY), SCORER.with_popularity_weight(0).predict(history, MANY)
    )


def test_more_ratings_leave_less_uncertainty() -> None:
    scorer = replace(SCORER, parameters=replace(SCORER.parameters, prior_ratings=1e9))
    spread = [scorer.predict_with_uncertainty(make_history(n), MANY)[1] for n in (0, 3, 10)]
    assert (spread[0] >= spread[1]).all()
    assert (spread[1] >= spread[2]).all()
    assert (spread[2] >= np.sqrt(scorer.books.noises[MANY])).all()


def test_batch_equals_single() -> None:
    for scored, history in zip(SCORER.score_catalogue(HISTORIES), HISTORIES, strict=True):
        for books in (FEW, MANY, np.array([29])):
            np.testing.assert_allclose(
                scored.ranking[books], SCORER.rank([history])[0, books], atol=2e-5
            )
            np.testing.assert_allclose(
                scored.stars[books], SCORER.predict(history, books), atol=2e-5
            )


def test_saved_scorer_scores_the_same(tmp_path: Path) -> None:
    SCORER.save(tmp_path)
    loaded = Scorer.load(tmp_path)
    history = make_history(3, make_extra())
    assert loaded.parameters == SCORER.parameters
    np.testing.assert_array_equal(loaded.predict(history, MANY), SCORER.predict(history, MANY))
    np.testing.assert_array_equal(loaded.rank([history]), SCORER.rank([history]))


def test_a_scorer_of_another_version_is_refused(tmp_path: Path) -> None:
    SCORER.save(tmp_path)
    scalars = tmp_path / "scorer.json"
    stored = json.loads(scalars.read_text())
    del stored["parameters"]["star_values"]
    scalars.write_text(json.dumps(stored))
    with pytest.raises(ArtifactError, match="another version of bookrec; run `bookrec run-all`"):
        Scorer.load(tmp_path)


@pytest.mark.parametrize("damage", ["missing", "truncated"])
def test_a_damaged_scorer_names_the_command(tmp_path: Path, damage: str) -> None:
    SCORER.save(tmp_path)
    tensors = tmp_path / "scorer.safetensors"
    if damage == "missing":
        tensors.unlink()
    else:
        tensors.write_bytes(tensors.read_bytes()[:100])
    with pytest.raises(ArtifactError, match="bookrec run-all"):
        Scorer.load(tmp_path)


def test_the_linear_part_is_the_ranking_where_nothing_is_sparse() -> None:
    reading = replace(
        SCORER.reading,
        weights=ReadingWeights(co_reading=0, similarity=0.5, author=0, popularity=0.1, rating=0.2),
        log_readers=SCORER.reading.log_readers + 7,  # enough readers to need no stand-ins
    )
    parameters = replace(SCORER.parameters, kernel=Kernel(0, 0, 0.4, 0.9))
    scorer = replace(SCORER, reading=reading, parameters=parameters)
    history = History(np.arange(5), np.full(5, 4, np.float32))
    (ranked,) = scorer.rank([history])
    product = scorer.linear_columns() @ scorer.linear_factors(history)
    assert product.std() > 0.1
    np.testing.assert_allclose(ranked - ranked.mean(), product - product.mean(), atol=1e-5)
