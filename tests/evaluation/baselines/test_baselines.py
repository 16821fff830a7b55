import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from bookrec.evaluation.baselines.average_rating import AverageRating
from bookrec.evaluation.baselines.coursework import Coursework
from bookrec.evaluation.baselines.ease import MIN_LIKES, Ease
from bookrec.evaluation.baselines.embedding_preference import (
    EmbeddingPreference,
    JoinedTexts,
)
from bookrec.evaluation.baselines.item_knn import ItemKNN
from bookrec.evaluation.baselines.item_mean import ItemMean
from bookrec.evaluation.baselines.popularity import Popularity
from bookrec.evaluation.training_data import TrainingData
from bookrec.scoring.model.history import History

N_USERS, N_BOOKS = 60, 12


def make_training(ratings: np.ndarray, averages: np.ndarray | None = None) -> TrainingData:
    """Make training data of a dense matrix, 0 where not rated."""
    n_books = ratings.shape[1]
    if averages is None:
        averages = np.full(n_books, 4.0)
    return TrainingData(
        sparse.csr_array(ratings.astype(np.float32)),
        averages.astype(np.float32),
        np.full(n_books, 100),
    )


def make_history(ratings: dict[int, float]) -> History:
    return History(np.array(list(ratings), np.int64), np.array(list(ratings.values()), np.float32))


@pytest.fixture
def two_camps() -> TrainingData:
    """Even users love even books and hate odd ones; odd users the other way round."""
    rng = np.random.default_rng(8)
    same_parity = (np.arange(N_USERS)[:, None] + np.arange(N_BOOKS)) % 2 == 0
    ratings = np.where(same_parity, 5, 1) * (rng.random((N_USERS, N_BOOKS)) < 0.8)
    return make_training(ratings)


EMPTY = make_history({})
EVEN_READER = make_history({0: 5, 2: 5, 3: 1})
CANDIDATES = np.arange(4, N_BOOKS)


def test_item_knn_finds_the_users_camp(two_camps: TrainingData) -> None:
    predicted = ItemKNN.fit(two_camps).predict(EVEN_READER, CANDIDATES)
    assert predicted[::2].min() > predicted[1::2].max()


def test_ease_finds_the_users_camp(two_camps: TrainingData) -> None:
    scores = Ease.fit(two_camps).rank([EVEN_READER])[0, CANDIDATES]
    assert scores[::2].min() > scores[1::2].max()


def test_ease_equals_its_closed_form(two_camps: TrainingData) -> None:
    liked = two_camps.liked.toarray().astype(np.float64)
    inverse = np.linalg.inv(liked.T @ liked + 7 * np.eye(N_BOOKS))
    expected = -inverse / np.diag(inverse)
    np.fill_diagonal(expected, 0)
    np.testing.assert_allclose(Ease.fit(two_camps, 7).weights, expected, atol=1e-5)


def test_ease_knows_nothing_of_rarely_liked_books() -> None:
    ratings = np.full((MIN_LIKES, 3), 5.0)
    ratings[0, 2] = 0  # one like too few
    model = Ease.fit(make_training(ratings))
    known, unknown = model.rank([make_history({0: 5}), make_history({2: 5, 0: 3})])
    assert known[2] == 0
    assert unknown[1] == 0  # not liked, or not known


def test_ease_without_any_liked_book() -> None:
    model = Ease.fit(make_training(np.full((3, 4), 2.0)))
    assert not model.rank([make_history({0: 5})]).any()


@pytest.mark.parametrize("model", [ItemMean, ItemKNN, AverageRating, Ease])
def test_an_empty_history_is_answered(model: type, two_camps: TrainingData) -> None:
    fitted = model.fit(two_camps)
    every = np.arange(N_BOOKS)
    scores = fitted.rank([EMPTY])[0] if model is Ease else fitted.predict(EMPTY, every)
    assert scores.shape == every.shape
    assert np.isfinite(scores).all()


def test_item_mean_worked_example() -> None:
    # User means 4 and 2; centred sums per book: 1 + 0, -1 + 0; prior -0.5, 0.5 counts as 2.
    training = make_training(np.array([[5, 3], [2, 2]]), averages=np.array([3.5, 4.5]))
    model = ItemMean.fit(training, shrinkage=2)
    np.testing.assert_allclose(model.expected, [3 + (1 - 1) / 4, 3 + (-1 + 1) / 4])
    # One rating two stars above the expected 3, with one pseudo-rating: one star up.
    assert model.predict(make_history({0: 5}), np.array([1])) == pytest.approx(4)


def test_item_mean_of_an_unread_book_without_average_is_the_global_mean() -> None:
    training = make_training(np.array([[5, 3, 0]]), averages=np.array([4, 4, np.nan]))
    assert ItemMean.fit(training).expected[2] == pytest.approx(4)


def test_popularity_counts_likes() -> None:
    model = Popularity.fit(make_training(np.array([[5, 4, 1], [4, 3, 2], [0, 0, 2]])))
    assert model.rank([EMPTY, EMPTY]).tolist() == [[2, 1, 0]] * 2


def test_coursework_worked_example() -> None:
    embeddings = np.array([[1, 0], [0, 1], [0.6, 0.8], [1, 0]], dtype=np.float32)
    model = Coursework(embeddings, np.array([4, 4, 4, np.nan], np.float32), popularity_weight=0.5)
    history = make_history({0: 4, 1: 1})
    # Book 2: 3 + 0.6 * 4/5 - 0.8 * 5/5 = 2.68, half of it and half of 4.
    # Book 3: 3 + 1 * 4/5 = 3.8, half of it and half of the 3 that stands for an unknown average.
    np.testing.assert_allclose(
        model.predict(history, np.array([2, 3])), [(2.68 + 4) / 2, (3.8 + 3) / 2], rtol=1e-6
    )
    # Its profile weighs by stars minus 3: (1, 0) - 2 (0, 1).
    np.testing.assert_allclose(model.rank([history])[0, 2:], [0.6 - 2 * 0.8, 1], rtol=1e-6)


def test_coursework_saturates() -> None:
    model = Coursework(np.ones((9, 1), np.float32), np.full(9, 4, np.float32), 0.0)
    assert model.predict(make_history(dict.fromkeys(range(8), 5.0)), np.array([8])) == 5


def test_embedding_preference_follows_similar_books() -> None:
    embeddings = np.array([[1, 0], [0, 1], [1, 0], [0, 1]], dtype=np.float32)
    model = EmbeddingPreference(embeddings, np.full(4, 3.5, np.float32))
    liked, disliked = model.predict(make_history({0: 5, 1: 2}), np.array([2, 3]))
    assert liked > 3.5 > disliked


def test_embedding_preference_ranks_what_is_like_the_liked_books() -> None:
    embeddings = np.array([[1, 0], [0, 1], [1, 0], [0, 1]], dtype=np.float32)
    model = EmbeddingPreference(embeddings, np.full(4, 3.5, np.float32))
    assert model.rank([make_history({0: 4, 1: 2})])[0].tolist() == [1, 0, 1, 0]


def test_joined_text_embeddings_are_unit_rows_unless_all_are_empty() -> None:
    one = np.array([[1, 0], [0, 0], [0, 0]], dtype=np.float32)
    two = np.array([[0, 1], [0, 1], [0, 0]], dtype=np.float32)
    joined = JoinedTexts([one, two])[:]
    np.testing.assert_allclose(np.linalg.norm(joined, axis=1), [1, 1, 0])
    # Two books with one field in common: cosine 1 / sqrt(2).
    assert joined[0] @ joined[1] == pytest.approx(0.5**0.5)


def _books_with(average_rating: list[float], n_ratings: list[int]) -> pd.DataFrame:
    return pd.DataFrame(
        {"book_id": ["a", "b", "c"], "average_rating": average_rating, "n_ratings": n_ratings}
    )


def test_without_catalogue_averages_those_of_training_users_count() -> None:
    ratings = pd.DataFrame(
        {"user_id": ["u", "u", "v"], "book_id": ["a", "b", "a"], "rating": [5.0, 2.0, 4.0]}
    )
    training = TrainingData.from_tables(_books_with([np.nan] * 3, [0] * 3), ratings)
    averages, counts = training.everybodys
    assert averages[:2].tolist() == [4.5, 2.0]
    assert np.isnan(averages[2])
    assert counts.tolist() == [2, 1, 0]
    first, second, third = AverageRating.fit(training).averages
    assert first > third > second
    assert np.isfinite(ItemMean.fit(training).expected).all()


def test_averages_that_come_without_counts_are_believed() -> None:
    ratings = pd.DataFrame({"user_id": ["u"], "book_id": ["a"], "rating": [5.0]})
    training = TrainingData.from_tables(_books_with([4.0, 3.0, np.nan], [0] * 3), ratings)
    assert AverageRating.fit(training).averages == pytest.approx([4.0, 3.0, 3.5], abs=1e-3)
