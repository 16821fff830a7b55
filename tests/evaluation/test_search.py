"""`tune`: choices on validation users."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bookrec.data.split import assign_splits
from bookrec.evaluation.measure import LIST_LENGTH, rank_catalogue
from bookrec.evaluation.protocol import build_cases
from bookrec.evaluation.ranking_search import _build_pool, _measure, choose_reading_weights
from bookrec.evaluation.search import TuneData, TuneResult, tune
from bookrec.metrics.ranking import compute_ndcg, compute_recall
from bookrec.scoring.fit.cache import FitCache
from bookrec.scoring.model.item_weights import ReadingWeights
from bookrec.settings import EvaluateSettings, SplitSettings, TuneSettings

N_BOOKS, N_USERS = 60, 120
SPLIT = SplitSettings(validation_share=0.3)
SETTINGS = TuneSettings(
    n_trials=2,
    n_fits=2,
    n_ranking_trials=10,
    balance_steps=4,
    epochs=3,
    reader_dim=4,
    metric_dim=4,
    interest_dim=2,
)
BOOTSTRAP = EvaluateSettings(n_bootstrap=100)


@pytest.fixture(scope="module")
def data() -> TuneData:
    """Two genres; a user reads and loves mostly one of them."""
    rng = np.random.default_rng(0)
    genre = np.arange(N_BOOKS) % 2
    books = pd.DataFrame(
        {
            "book_id": [f"b{i:02}" for i in range(N_BOOKS)],
            "author_key": [f"author {i // 3}" for i in range(N_BOOKS)],
            "series": pd.Series([None] * N_BOOKS, dtype="str"),
            "volume": np.full(N_BOOKS, np.nan),
            "year": pd.array([2000] * N_BOOKS, dtype="Int32"),
            "pages": pd.array([300] * N_BOOKS, dtype="Int32"),
            "average_rating": rng.uniform(3, 4.5, N_BOOKS).astype("f4"),
            "n_ratings": rng.integers(0, 1000, N_BOOKS),
        }
    )
    rows = []
    for user in range(N_USERS):
        chances = np.where(genre == user % 2, 4.0, 1.0)
        for book in rng.choice(N_BOOKS, 20, replace=False, p=chances / chances.sum()):
            stars = np.clip(rng.normal(4.4 if genre[book] == user % 2 else 2.2, 0.7), 1, 5)
            rows.append((f"u{user:03}", f"b{book:02}", np.float32(round(stars)), "file.csv"))
    ratings = pd.DataFrame(rows, columns=["user_id", "book_id", "rating", "source"])
    embeddings = np.eye(8, dtype=np.float32)[rng.integers(0, 8, N_BOOKS)]
    return TuneData(
        books,
        ratings,
        embeddings,
        {"description": embeddings},
        np.eye(2, dtype=np.uint8)[genre],
        SPLIT,
    )


def test_the_best_balance_is_served(data: TuneData) -> None:
    result = tune(data, SETTINGS, BOOTSTRAP)
    assert [row.popularity_weight for row in result.curve] == [0, 0.25, 0.5, 0.75, 1]
    assert result.chosen.mean == max(row.mean for row in result.curve)
    assert result.scorer.parameters.popularity_weight == result.chosen.popularity_weight < 1
    assert len(result.trials) == 2


def test_the_first_trial_is_the_settings_as_they_are(data: TuneData) -> None:
    result = tune(data, SETTINGS, BOOTSTRAP)
    first = result.trials[0].changes
    assert first == {name: getattr(SETTINGS, name) for name in first}


def test_test_users_are_not_touched(data: TuneData) -> None:
    is_test = assign_splits(data.ratings["user_id"], SPLIT) == "test"
    turned = data.ratings.assign(
        rating=data.ratings["rating"].where(~is_test, 6 - data.ratings["rating"])
    )
    settings = SETTINGS.model_copy(update={"n_trials": 1})
    changed = TuneData(**(vars(data) | {"ratings": turned}))
    first, second = (tune(each, settings, BOOTSTRAP) for each in (data, changed))
    assert first.curve == second.curve
    assert first.scorer.parameters == second.scorer.parameters
    np.testing.assert_array_equal(first.scorer.books.features, second.scorer.books.features)


@pytest.mark.parametrize("n_finished", [0, 1, 2, 3])
def test_an_interrupted_search_goes_on_and_ends_as_an_undisturbed_one(
    data: TuneData, tmp_path: Path, n_finished: int
) -> None:
    cache = FitCache(tmp_path / "fits")
    reported: list[int] = []

    def stop(done: int, total: int) -> None:
        reported.append(done)
        if len(reported) > n_finished * SETTINGS.epochs:
            raise KeyboardInterrupt

    undisturbed = tune(data, SETTINGS, BOOTSTRAP)
    # Two settings, then two seeds of the chosen ones; the first seed was fitted when compared.
    n_fitted = 3
    if n_finished < n_fitted:
        with pytest.raises(KeyboardInterrupt):
            tune(data, SETTINGS, BOOTSTRAP, stop, cache)
    else:
        tune(data, SETTINGS, BOOTSTRAP, cache=cache)
    calls: list[int] = []
    result = tune(data, SETTINGS, BOOTSTRAP, lambda done, total: calls.append(done), cache)
    assert len(calls) == (n_fitted - n_finished) * SETTINGS.epochs
    assert result.trials == undisturbed.trials
    assert result.curve == undisturbed.curve
    assert _saved(result, tmp_path / "resumed") == _saved(undisturbed, tmp_path / "undisturbed")


def _saved(result: TuneResult, folder: Path) -> dict[str, bytes]:
    folder.mkdir()
    result.scorer.save(folder)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_stated_variances_are_true_on_average(data: TuneData) -> None:
    scorer = tune(data, SETTINGS, BOOTSTRAP).scorer
    cases = data.build_validation_cases()
    errors, spreads = [], []
    for history, books, start in zip(
        cases.histories(), cases.candidates(), cases.test_offsets, strict=False
    ):
        predicted, spread = scorer.predict_with_uncertainty(history, books)
        errors.append(predicted - cases.test_ratings[start : start + len(books)])
        spreads.append(spread)
    ratio = np.square(np.concatenate(errors)).mean() / np.square(np.concatenate(spreads)).mean()
    assert ratio == pytest.approx(1, abs=1e-3)


def test_the_search_measures_the_lists_that_are_served(data: TuneData) -> None:
    scorer = data.fit(SETTINGS)
    cases = build_cases(data.ratings, data.books["book_id"].tolist(), SPLIT, "validation")
    weights = ReadingWeights(1.0, 0.3, 0.1, -0.05, 0.2)
    pool = _build_pool(scorer, cases)
    searched = _measure(pool, np.array([1.0, 0.3, 0.1, -0.05, 0.2]))
    lists = rank_catalogue(scorer.with_reading_weights(weights), cases)
    liked = cases.select_test(cases.test_ratings >= 4)
    relevant = np.array(
        [np.isin(row, books) for row, books in zip(lists, liked.candidates(), strict=True)]
    )
    recall = compute_recall(relevant, pool.n_relevant, LIST_LENGTH)
    ndcg = compute_ndcg(relevant, pool.n_relevant, 10)
    assert searched == pytest.approx(np.nanmean(recall) + np.nanmean(ndcg), abs=1e-3)


def test_chosen_weights_are_no_worse_than_co_reading_alone(data: TuneData) -> None:
    scorer = data.fit(SETTINGS)
    cases = data.build_validation_cases()
    pool = _build_pool(scorer, cases)
    chosen = choose_reading_weights(scorer, cases, SETTINGS)
    values = np.array(list(vars(chosen).values()))
    assert _measure(pool, values) >= _measure(pool, np.array([1.0, 0, 0, 0, 0]))
