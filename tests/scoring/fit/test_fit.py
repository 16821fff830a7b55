"""The fit: what training sees is what is served, and it learns what is there to learn."""

import numpy as np
import pandas as pd
import pytest
import torch

from bookrec.errors import TrainingError
from bookrec.scoring.fit.apply import apply_module, read_parameters
from bookrec.scoring.fit.batches import FitBatch, RatedBooks, sample_batches
from bookrec.scoring.fit.catalogue import GROUPS, N_FOLDS, describe_catalogue
from bookrec.scoring.fit.columns import build_columns
from bookrec.scoring.fit.fit import fit_scorer
from bookrec.scoring.fit.inputs import index_ratings
from bookrec.scoring.fit.trainable import TrainableScorer, compute_loss
from bookrec.scoring.model.history import History
from bookrec.scoring.model.item_weights import CoReading, ReadingModel, ReadingWeights
from bookrec.scoring.model.scorer import Scorer
from bookrec.settings import TuneSettings

N_BOOKS, N_USERS = 40, 60
SETTINGS = TuneSettings(
    n_fits=1,
    epochs=15,
    batch_size=20,
    reader_dim=4,
    metric_dim=4,
    interest_dim=2,
    unknown_share=0.0,
)


@pytest.fixture(scope="module")
def tables() -> tuple[pd.DataFrame, pd.DataFrame, np.ndarray, np.ndarray]:
    """Two genres; every user loves one and dislikes the other."""
    rng = np.random.default_rng(0)
    genre = np.arange(N_BOOKS) % 2
    books = pd.DataFrame(
        {
            "book_id": [f"b{i:02}" for i in range(N_BOOKS)],
            "author_key": [f"author {i // 3}" if i else "" for i in range(N_BOOKS)],
            "series": [f"series {i // 5}" if i % 3 else None for i in range(N_BOOKS)],
            "volume": rng.integers(1, 4, N_BOOKS).astype(float),
            "year": pd.array([None, *range(1950, 1949 + N_BOOKS)], dtype="Int32"),
            "pages": pd.array([None, *range(100, 99 + N_BOOKS)], dtype="Int32"),
            "average_rating": np.append(rng.uniform(3, 4.5, N_BOOKS - 1), np.nan).astype("f4"),
            "n_ratings": rng.integers(0, 1000, N_BOOKS),
        }
    )
    rows = []
    for user in range(N_USERS):
        for book in rng.permutation(N_BOOKS)[:15]:
            stars = np.clip(rng.normal(4.4 if genre[book] == user % 2 else 2.2, 0.5), 1, 5)
            rows.append((f"u{user:02}", f"b{book:02}", round(stars)))
    ratings = pd.DataFrame(rows, columns=["user_id", "book_id", "rating"])
    embeddings = rng.normal(size=(N_BOOKS, 12)).astype(np.float32)
    embeddings /= np.linalg.norm(embeddings, axis=1, keepdims=True)
    return books, ratings, embeddings, np.eye(2, dtype=np.uint8)[genre]


def fit(tables: tuple, settings: TuneSettings = SETTINGS, **changes: pd.DataFrame) -> Scorer:
    books, ratings, embeddings, genres = tables
    ratings = changes.get("ratings", ratings)
    return fit_scorer(books, ratings, embeddings, {"description": embeddings}, genres, settings)


def test_a_reader_of_one_genre_is_recognised(tables: tuple) -> None:
    scorer = fit(tables)
    history = History(np.array([0, 1, 2, 3]), np.float32([5, 2, 5, 2]))
    predicted = scorer.predict(history, np.arange(4, N_BOOKS))
    assert predicted[0::2].mean() > predicted[1::2].mean() + 1


def test_fitting_leaves_torchs_generator_as_it_was(tables: tuple) -> None:
    before = torch.get_rng_state()
    fit(tables, SETTINGS.model_copy(update={"epochs": 1}))
    assert torch.equal(torch.get_rng_state(), before)


def test_the_same_seed_fits_the_same_scorer(tables: tuple) -> None:
    settings = SETTINGS.model_copy(update={"epochs": 1})
    first, second = fit(tables, settings), fit(tables, settings)
    np.testing.assert_array_equal(first.books.features, second.books.features)
    assert first.parameters == second.parameters


def make_module(tables: tuple, seed: int = 0) -> TrainableScorer:
    """A scorer before the fit whose every map does something."""
    books, ratings, embeddings, genres = tables
    user_ratings = index_ratings(books, ratings)
    columns = build_columns(books, user_ratings, embeddings, genres, 4, 0)
    torch.manual_seed(seed)
    catalogue = describe_catalogue(books, user_ratings, columns)
    module = TrainableScorer(catalogue, mean_rating=3.5, metric_dim=4, interest_dim=2)
    with torch.no_grad():
        module.noise_map.normal_(0, 0.3)
        module.prior_map.normal_(0, 0.3)
        module.star_values += torch.tensor([0.6, 0.4, 0.2, 0.1, 0.0])
    return module


def serve(module: TrainableScorer) -> Scorer:
    return Scorer(
        books=apply_module(module, 128),
        text_map=np.zeros((12, 0), np.float32),
        reading=ReadingModel(
            CoReading(np.zeros(N_BOOKS + 1, int), np.zeros(0, np.int32), np.zeros(0, np.float32)),
            np.zeros(N_BOOKS, np.float32),
            ReadingWeights(),
        ),
        parameters=read_parameters(module),
    )


def test_served_predictions_equal_those_of_the_fit(tables: tuple) -> None:
    module = make_module(tables)
    history, targets = np.array([3, 4, 5]), np.arange(10, 20)
    stars = np.float32([5, 1, 2.5])
    batch = FitBatch(
        np.array([0]),
        RatedBooks(history[None], stars[None], np.ones((1, 3), np.float32)),
        RatedBooks(targets[None], np.zeros((1, 10), np.float32), np.ones((1, 10), np.float32)),
    )
    module.catalogue.folds[0] = N_FOLDS  # sees everybody's ratings, as a new reader does
    with torch.no_grad():
        fitted = module(batch, np.ones(N_BOOKS, bool))[0].numpy()
    baseline, terms = serve(module).contributions(History(history, stars), targets)
    np.testing.assert_allclose(baseline + terms.sum(axis=1), fitted, atol=2e-4)


def test_users_do_not_see_their_own_ratings_in_the_averages(tables: tuple) -> None:
    books, ratings, embeddings, genres = tables
    changed = ratings.assign(
        rating=ratings["rating"].where(ratings["user_id"] != "u07", 6 - ratings["rating"])
    )
    seen = []
    for table in (ratings, changed):
        user_ratings = index_ratings(books, table)
        columns = build_columns(books, user_ratings, embeddings, genres, 4, 0)
        catalogue = describe_catalogue(books, user_ratings, columns)
        nums = torch.arange(N_BOOKS)
        folds = catalogue.folds[7].expand(N_BOOKS)
        statistics = catalogue.ratings.take(folds, nums, torch.ones(N_BOOKS))
        seen.append([statistics.own, *(statistics.beside[name] for name in GROUPS)])
    for one, other in zip(*seen, strict=True):
        np.testing.assert_allclose(one.counts, other.counts)
        # The mean of all ratings pulls every user's own mean a little.
        np.testing.assert_allclose(one.sums, other.sums, atol=0.05)


def test_sums_of_an_author_by_hand(tables: tuple) -> None:
    books, ratings, embeddings, genres = tables
    user_ratings = index_ratings(books, ratings)
    columns = build_columns(books, user_ratings, embeddings, genres, 4, 0)
    catalogue = describe_catalogue(books, user_ratings, columns)
    nums = torch.tensor([0, 4])  # without an author; with books 3 and 5 beside it
    everybody = torch.tensor([N_FOLDS, N_FOLDS])
    counts = catalogue.ratings.take(everybody, nums, torch.ones(2)).beside["author"].counts
    n_beside = ratings["book_id"].isin(["b03", "b05"]).sum()
    assert counts.tolist() == [0, n_beside]


def test_too_few_ratings_are_an_error(tables: tuple) -> None:
    few = tables[1].groupby("user_id").head(5)
    with pytest.raises(TrainingError, match="no training user has 10 ratings"):
        fit(tables, ratings=few)


def test_batches_keep_history_and_targets_apart(tables: tuple) -> None:
    ratings = index_ratings(tables[0], tables[1])
    batches = list(sample_batches(ratings, np.arange(N_USERS), np.random.default_rng(0), 7, 10, 40))
    assert sorted(np.concatenate([batch.users for batch in batches])) == list(range(N_USERS))
    for batch in batches:
        for row, user in enumerate(batch.users):
            history = batch.history.book_nums[row][batch.history.is_real[row] > 0]
            targets = batch.targets.book_nums[row][batch.targets.is_real[row] > 0]
            read = ratings.book_nums[ratings.offsets[user] : ratings.offsets[user + 1]]
            assert 1 <= len(history) <= 10
            assert len(targets) >= 3
            assert not set(history) & set(targets)
            assert set(history) | set(targets) <= set(read)


def test_loss_by_hand() -> None:
    targets = RatedBooks(
        np.zeros((1, 4), int), np.float32([[1, 2, 3, 0]]), np.float32([[1, 1, 1, 0]])
    )
    right = torch.tensor([[2.0, 3.0, 4.0, 9.0]])
    assert compute_loss(right, targets, correlation_weight=1.0).item() == pytest.approx(0, abs=1e-3)
    assert compute_loss(right, targets, correlation_weight=0.0).item() == pytest.approx(1)
    wrong = torch.tensor([[3.0, 2.0, 1.0, 0.0]])
    assert compute_loss(wrong, targets, correlation_weight=1.0).item() == pytest.approx(
        2 * 3 / 11, abs=1e-3
    )


def test_books_nobody_rated_are_predicted_from_their_content(tables: tuple) -> None:
    cold = tables[1][~tables[1]["book_id"].isin(["b38", "b39"])]
    scorer = fit(tables, SETTINGS.model_copy(update={"unknown_share": 0.2}), ratings=cold)
    history = History(np.array([0, 1, 2, 3]), np.float32([5, 2, 5, 2]))
    loved, disliked = scorer.predict(history, np.array([38, 39]))
    assert loved > disliked + 0.5
