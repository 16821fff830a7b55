"""Factors of who read what."""

import numpy as np
from scipy import sparse

from bookrec.scoring.fit.factors import fit_reader_factors


def test_books_with_common_readers_are_alike() -> None:
    """Ten users read books 0 to 4, ten books 5 to 9; nobody read book 10."""
    readers = np.zeros((20, 11), np.float32)
    readers[:10, :5] = readers[10:, 5:10] = 1
    factors = fit_reader_factors(sparse.csr_array(readers), dim=4, seed=0)
    similarity = factors @ factors.T
    assert similarity[0, 1:5].min() > 0.5
    assert np.abs(similarity[0, 5:10]).max() < 0.2
    np.testing.assert_array_equal(factors[10], 0)


def test_unit_mean_square_length() -> None:
    readers = sparse.csr_array((np.random.default_rng(0).random((30, 12)) < 0.3).astype("f4"))
    factors = fit_reader_factors(readers, dim=3, seed=0)
    np.testing.assert_allclose(np.square(factors).sum(axis=1).mean(), 1, atol=1e-5)
