"""Books as the readers they share: implicit matrix factorisation, fitted in numpy.

Source: Y. Hu, Y. Koren, C. Volinsky, "Collaborative filtering for implicit feedback datasets"
(2008), solved by alternating least squares.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

_ROWS_AT_ONCE, _ENTRIES_AT_ONCE = 4096, 65_536
"""Rows solved for at once: 32 MB of equations and 17 MB of factors, of 32 columns."""


def fit_reader_factors(
    readers: sparse.csr_array,
    dim: int,
    seed: int,
    confidence: float = 10.0,
    regularisation: float = 20.0,
    n_iterations: int = 6,
) -> NDArray[np.float32]:
    """Factorise who read what; whether a reader liked a book plays no part.

    Args:
        readers: One where a user rated a book, shape (n_users, n_books).
        dim: Width of the factors.
        seed: Of the random start.
        confidence: How much more a rated book counts than an unrated one.
        regularisation: Penalty on the squared factors.
        n_iterations: Alternations.

    Returns:
        Book factors, shape (n_books, dim), float32, of root mean square length 1 over the books
        that somebody read; zero rows for the others.
    """
    rng = np.random.default_rng(seed)
    books = rng.normal(0, 0.1, (readers.shape[1], dim))
    transposed = readers.T.tocsr()
    for _ in range(n_iterations):
        users = _solve(readers, books, confidence, regularisation)
        books = _solve(transposed, users, confidence, regularisation)
    length = np.sqrt(np.square(books).sum() / max(int(books.any(axis=1).sum()), 1))
    return np.asarray(books / max(length, np.finfo(np.float64).tiny), dtype=np.float32)


def _solve(
    interactions: sparse.csr_array,
    factors: NDArray[np.float64],
    confidence: float,
    regularisation: float,
) -> NDArray[np.float64]:
    """Solve for the factors of one side, row by row, with the other side fixed."""
    dim = factors.shape[1]
    base = factors.T @ factors + regularisation * np.eye(dim)
    solved = np.zeros((interactions.shape[0], dim))
    for rows, rated_nums in _group_by_length(interactions):
        rated = factors[rated_nums]
        grams = base + (confidence * rated).swapaxes(1, 2) @ rated
        sums = (1 + confidence) * rated.sum(axis=1)
        solved[rows] = np.linalg.solve(grams, sums[..., None])[..., 0]
    return solved


def _group_by_length(
    matrix: sparse.csr_array,
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield rows with the same number n of entries, and their columns, shape (n_rows, n)."""
    lengths = np.diff(matrix.indptr)
    order = np.argsort(lengths, kind="stable")
    lengths = lengths[order]
    start = int(np.searchsorted(lengths, 1))
    while start < len(order):
        n = int(lengths[start])
        alike = int(np.searchsorted(lengths, n, side="right"))
        end = min(alike, start + max(1, min(_ROWS_AT_ONCE, _ENTRIES_AT_ONCE // n)))
        rows = order[start:end]
        yield rows, matrix.indices[matrix.indptr[rows][:, None] + np.arange(n)]
        start = end
