"""Books as the readers they share: implicit matrix factorisation, fitted in numpy.

Source: Y. Hu, Y. Koren, C. Volinsky, "Collaborative filtering for implicit feedback datasets"
(2008), solved by alternating least squares.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse


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
    starts = interactions.indptr
    for row in np.flatnonzero(np.diff(starts)):
        rated = factors[interactions.indices[starts[row] : starts[row + 1]]]
        gram = base + confidence * rated.T @ rated
        solved[row] = np.linalg.solve(gram, (1 + confidence) * rated.sum(axis=0))
    return solved
