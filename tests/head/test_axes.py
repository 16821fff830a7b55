"""The axes that training starts from."""

import numpy as np

from bookrec.head.axes import ROWS, compute_principal_axes


def test_axes_are_those_of_the_singular_value_decomposition() -> None:
    rng = np.random.default_rng(0)
    features = (rng.standard_normal((ROWS + 50, 6)) * [5, 4, 3, 2, 1, 0.5]).astype(np.float32)
    books = np.arange(10, ROWS + 50)
    axes = compute_principal_axes(features, books, 3)
    expected = np.linalg.svd(features[books], full_matrices=False)[2][:3].T
    assert axes.dtype == np.float32
    np.testing.assert_allclose(np.abs(axes.T @ expected), np.eye(3), atol=1e-3)


def test_books_outside_do_not_count() -> None:
    features = np.diag([1, 2, 50]).astype(np.float32)
    axes = compute_principal_axes(features, np.array([0, 1]), 1)
    np.testing.assert_allclose(np.abs(axes), [[0], [1], [0]], atol=1e-6)
