"""The Gaussian process, against scikit-learn's."""

import tracemalloc

import numpy as np
import pytest
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, DotProduct
from tests.scoring.scorers import make_rows

from bookrec.scoring.model import gaussian
from bookrec.scoring.model.book_rows import BookRows
from bookrec.scoring.model.gaussian import Kernel, compute_variance, fit_posterior

ROWS = make_rows()
HISTORY, CANDIDATES = ROWS.take(np.arange(8)), ROWS.take(np.arange(8, 30))
DEVIATIONS = np.random.default_rng(1).normal(size=8).astype(np.float32)


def expand(rows: BookRows, kernel: Kernel) -> np.ndarray:
    """Write same-author and same-series covariances as columns of a linear kernel."""
    authors = (rows.author_nums[:, None] == np.arange(10)) * np.sqrt(kernel.author_weight)
    series = (rows.series_nums[:, None] == np.arange(5)) * np.sqrt(kernel.series_weight)
    return np.hstack([rows.features, authors, series])


def test_mean_and_variance_equal_scikit_learn() -> None:
    kernel = Kernel(author_weight=0.3, series_weight=0.5, constant=0.2, noise=0.7)
    peer = GaussianProcessRegressor(
        DotProduct(0.0, "fixed") + ConstantKernel(kernel.constant, "fixed"),
        alpha=HISTORY.noises,
        optimizer=None,
    ).fit(expand(HISTORY, kernel), DEVIATIONS)
    mean, std = peer.predict(expand(CANDIDATES, kernel), return_std=True)
    # Infinitely many prior ratings fix the scale at one: a plain Gaussian process.
    posterior = fit_posterior(kernel, HISTORY, DEVIATIONS, prior_ratings=1e12)
    ours = kernel.between(CANDIDATES, HISTORY) @ posterior.weights
    np.testing.assert_allclose(ours, mean, atol=1e-4)
    variance = compute_variance(kernel, posterior, CANDIDATES) - CANDIDATES.noises
    np.testing.assert_allclose(variance, std**2, atol=1e-4)


def test_variances_are_the_diagonal() -> None:
    kernel = Kernel(0.3, 0.5, 0.2, 0.7)
    np.testing.assert_allclose(
        kernel.variances(ROWS), np.diag(kernel.between(ROWS, ROWS)), atol=1e-5
    )


def test_books_without_author_or_series_share_nothing() -> None:
    rows = BookRows(*(value[:2] * 0 for value in vars(ROWS).values()))
    rows.author_nums[:] = rows.series_nums[:] = -1
    covariance = Kernel(1, 1, 0, 1).between(rows, rows)
    np.testing.assert_array_equal(covariance, np.zeros((2, 2)))


def test_a_history_that_fits_badly_leaves_more_doubt() -> None:
    kernel = Kernel(0.3, 0.5, 0.2, 0.7)
    calm, wild = (fit_posterior(kernel, HISTORY, k * DEVIATIONS, 5.0).scale for k in (0.5, 3))
    assert wild > calm


@pytest.mark.parametrize("n", [0, 1, 12])
def test_a_long_history_is_solved_as_a_short_one(n: int, monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = Kernel(0.3, 0.5, 0.2, 0.7)
    rows, deviations = ROWS.take(np.arange(n)), np.linspace(-2, 2, n, dtype=np.float32)
    inverted = fit_posterior(kernel, rows, deviations, 5.0)
    monkeypatch.setattr(gaussian, "MAX_INVERTED", -1)
    solved = fit_posterior(kernel, rows, deviations, 5.0)
    np.testing.assert_allclose(solved.weights, inverted.weights, atol=1e-5)
    assert solved.scale == pytest.approx(inverted.scale, abs=1e-5)
    variances = [compute_variance(kernel, each, CANDIDATES) for each in (solved, inverted)]
    np.testing.assert_allclose(*variances, atol=1e-5)


def test_ninety_thousand_books_need_no_square() -> None:
    n = 90_000
    rows = ROWS.take(np.arange(n) % len(ROWS))
    kernel = Kernel(0.3, 0.5, 0.2, 0.7)
    tracemalloc.start()
    posterior = fit_posterior(kernel, rows, np.ones(n, np.float32), 5.0)
    assert tracemalloc.get_traced_memory()[1] < 200e6
    tracemalloc.stop()
    covariance = kernel.between(rows.take(np.arange(3)), rows)
    left = covariance @ posterior.weights + rows.noises[:3] * posterior.weights[:3]
    np.testing.assert_allclose(left, 1, atol=1e-3)
