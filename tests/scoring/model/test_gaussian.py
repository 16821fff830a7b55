"""The Gaussian process, against scikit-learn's."""

import numpy as np
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, DotProduct
from tests.scoring.scorers import make_rows

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
        alpha=kernel.noise,
        optimizer=None,
    ).fit(expand(HISTORY, kernel), DEVIATIONS)
    mean, std = peer.predict(expand(CANDIDATES, kernel), return_std=True)
    # Infinitely many prior ratings fix the scale at one: a plain Gaussian process.
    posterior = fit_posterior(kernel, HISTORY, DEVIATIONS, prior_ratings=1e12)
    ours = kernel.between(CANDIDATES, HISTORY) @ posterior.weights
    np.testing.assert_allclose(ours, mean, atol=1e-4)
    variance = compute_variance(kernel, posterior, CANDIDATES) - kernel.noise
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
