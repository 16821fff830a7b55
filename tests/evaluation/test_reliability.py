import numpy as np
import pytest

from bookrec.evaluation.reliability import compute_reliability, compute_uncertainty


def test_reliability_worked_example() -> None:
    predicted = np.array([3.6, 3.7, 4.6, 5.0], dtype=np.float32)
    ratings = np.array([3, 4, 5, 4], dtype=np.float32)
    low, high = compute_reliability(predicted, ratings)
    assert (low.low, low.high, low.n_ratings) == (3.5, 3.75, 2)
    assert low.mean_predicted == pytest.approx(3.65)
    assert low.mean_rating == 3.5
    assert (high.low, high.high, high.n_ratings) == (4.5, 5, 2)
    assert high.mean_rating == 4.5


def test_uncertainty_bins_have_equal_size_and_the_true_error() -> None:
    rng = np.random.default_rng(11)
    uncertainty = rng.uniform(0.5, 1.5, 5000).astype(np.float32)
    ratings = np.full(5000, 3, dtype=np.float32)
    predicted = (ratings + uncertainty * rng.normal(size=5000)).astype(np.float32)
    rows = compute_uncertainty(predicted, uncertainty, ratings)
    assert [row.n_ratings for row in rows] == [1000] * 5
    for row in rows:
        assert row.low <= row.mean_uncertainty <= row.high
        assert row.rmse == pytest.approx(row.mean_uncertainty, rel=0.1)
