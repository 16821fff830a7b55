"""What training sees of the features: the directions in which books differ most."""

import numpy as np
import numpy.typing as npt

from bookrec.metrics.embedding import Rows

FloatArray = npt.NDArray[np.float32]
ROWS = 4096
"""Books multiplied at a time."""


def compute_principal_axes(features: Rows, books: npt.NDArray[np.int64], n: int) -> FloatArray:
    """Compute the axes whose projection keeps the dot products of books best.

    These are the first right singular vectors of the features (Eckart and Young 1936), found as
    eigenvectors of their Gram matrix; the mean is not taken out, as it would change the cosines.

    Args:
        features: Features of all books, shape (n_books, n_features), float32.
        books: Numbers of the books that count.
        n: Axes wanted, at most `n_features`.

    Returns:
        Orthonormal columns, greatest first, shape (n_features, n), float32.
    """
    gram = np.zeros((features.shape[1], features.shape[1]))
    for start in range(0, len(books), ROWS):
        rows = features[books[start : start + ROWS]].astype(np.float64)
        gram += rows.T @ rows
    _, axes = np.linalg.eigh(gram)
    return np.ascontiguousarray(axes[:, ::-1][:, :n], dtype=np.float32)


def project(features: Rows, axes: FloatArray) -> FloatArray:
    """Multiply features by axes, some rows at a time.

    Args:
        features: Shape (n_books, n_features), float32.
        axes: Orthonormal columns, shape (n_features, n).

    Returns:
        Shape (n_books, n), float32.
    """
    projected = np.empty((len(features), axes.shape[1]), np.float32)
    for start in range(0, len(features), ROWS):
        rows = slice(start, start + ROWS)
        projected[rows] = features[rows] @ axes
    return projected
