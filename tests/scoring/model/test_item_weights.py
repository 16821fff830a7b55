"""Likelihood of reading, served and fitted."""

import numpy as np
import pytest
from sklearn.linear_model import Ridge
from tests.scoring.scorers import N_BOOKS, make_co_reading, make_rows

from bookrec.scoring.fit import item_weights as fit_reading_module
from bookrec.scoring.fit.inputs import UserRatings
from bookrec.scoring.fit.item_weights import find_most_read, fit_reading, solve_item_weights
from bookrec.scoring.model.history import History
from bookrec.scoring.model.item_weights import (
    READ_VALUE,
    ReadingModel,
    ReadingWeights,
    compute_profile,
    compute_read_values,
)


def test_item_weights_are_the_ridge_regression_of_each_item_on_the_others() -> None:
    matrix = (np.random.default_rng(0).random((50, 6)) < 0.4).astype(np.float32)
    weights = solve_item_weights(matrix.T @ matrix, regularisation=2.0)
    for item in range(6):
        others = np.delete(np.arange(6), item)
        ridge = Ridge(alpha=2.0, fit_intercept=False).fit(matrix[:, others], matrix[:, item])
        np.testing.assert_allclose(weights[others, item], ridge.coef_, atol=1e-4)
        assert weights[item, item] == 0


def test_of_many_books_the_most_read_have_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    readers = np.array([3, 9, 5, 7, 5, 8])
    assert find_most_read(readers, 5).tolist() == [1, 2, 3, 4, 5]
    monkeypatch.setattr(fit_reading_module, "MAX_BOOKS", 4)
    assert find_most_read(readers, 5).tolist() == [1, 2, 3, 5]


def test_liked_books_count_in_full_and_read_ones_in_part() -> None:
    co_reading = make_co_reading()
    liked, read = (
        co_reading.score(np.array([2]), compute_read_values(np.float32([r]))) for r in (5, 2)
    )
    assert liked.any()
    np.testing.assert_allclose(read, READ_VALUE * liked, atol=1e-6)


def test_signs_by_hand() -> None:
    books = make_rows()
    books.author_nums[:] = -1
    books.author_nums[[0, 1, 9]] = 4
    model = ReadingModel(make_co_reading(), np.arange(N_BOOKS, dtype=np.float32), ReadingWeights())
    history = History(np.array([0, 1]), np.float32([5, 2]))
    rows = books.take(history.book_nums)
    np.testing.assert_array_equal(compute_profile(history, rows), books.features[0])
    similarity = np.linspace(-1, 1, N_BOOKS, dtype=np.float32)
    stars = np.linspace(1, 5, N_BOOKS, dtype=np.float32)
    signs = model.signs(history, rows, books, similarity, stars)
    np.testing.assert_array_equal(signs[1], similarity)
    expected = np.zeros(N_BOOKS)
    expected[[0, 1, 9]] = np.log(3)
    np.testing.assert_allclose(signs[2], expected, atol=1e-6)
    np.testing.assert_array_equal(signs[3], np.arange(N_BOOKS))
    np.testing.assert_array_equal(signs[4], stars)


def test_books_read_together_rank_together() -> None:
    """Twenty users read books 0 to 4, twenty books 5 to 9."""
    book_nums = np.tile(np.arange(10), 20).reshape(40, 5).ravel()
    ratings = UserRatings(book_nums, np.full(200, 5, np.float32), np.arange(0, 201, 5), N_BOOKS)
    scores = fit_reading(ratings).co_reading.score(np.array([0, 1]), np.ones(2, np.float32))
    assert scores[2:5].min() > 0.1
    assert np.abs(scores[5:]).max() < 1e-3
