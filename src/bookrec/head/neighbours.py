"""Neighbour lists as CSR matrices: nearest by vector, and liked by the same users."""

import numpy as np
import numpy.typing as npt
from scipy import sparse

_BATCH = 1024


def compute_nearest_neighbours(
    vectors: npt.NDArray[np.float32], n_neighbours: int
) -> sparse.csr_array:
    """Find the most similar rows of each row by cosine.

    Args:
        vectors: Unit rows, or zero rows for books that have no vector; shape (n_books, d).
        n_neighbours: Neighbours of each row, at most.

    Returns:
        Cosines of the neighbours, shape (n_books, n_books). Zero rows have and are no neighbours;
        cosines of zero or less are left out.
    """
    n_books = len(vectors)
    k = min(n_neighbours, n_books - 1)
    columns = np.empty((n_books, k), np.int64)
    cosines = np.empty((n_books, k), np.float32)
    for start in range(0, n_books, _BATCH):
        rows = np.arange(start, min(start + _BATCH, n_books))
        block = vectors[rows] @ vectors.T
        block[np.arange(len(rows)), rows] = -np.inf
        best = np.argpartition(-block, k - 1, axis=1)[:, :k]
        columns[rows] = best
        cosines[rows] = np.take_along_axis(block, best, axis=1)
    keep = cosines > 0
    return sparse.csr_array(
        (cosines[keep], (np.nonzero(keep)[0], columns[keep])), shape=(n_books, n_books)
    )


def compute_co_rating_neighbours(
    liked: sparse.csr_array, n_neighbours: int, *, min_co_ratings: int, shrinkage: float
) -> sparse.csr_array:
    """Find the books that the same users like, corrected for popularity.

    The similarity is the cosine of the books' columns, which divides out how popular each is,
    times `n / (n + shrinkage)` with `n` users in common, so that a few users prove little.

    Args:
        liked: Ones where a user likes a book, shape (n_users, n_books).
        n_neighbours: Neighbours of each book, at most.
        min_co_ratings: Users in common for a pair to count.
        shrinkage: Pseudo-users pulling a similarity to zero, >= 0.

    Returns:
        Similarities of the neighbours, shape (n_books, n_books).
    """
    pairs = (liked.T @ liked).tocoo()
    rows, columns = pairs.coords
    counts = pairs.data
    keep = (counts >= min_co_ratings) & (rows != columns)
    rows, columns, counts = rows[keep], columns[keep], counts[keep]
    popularity = np.asarray(liked.sum(axis=0))
    similarity = counts / np.sqrt(popularity[rows] * popularity[columns])
    similarity *= counts / (counts + shrinkage)
    return keep_largest(
        sparse.csr_array((similarity, (rows, columns)), shape=pairs.shape), n_neighbours
    )


def keep_largest(matrix: sparse.csr_array, n: int) -> sparse.csr_array:
    """Keep the `n` largest stored values of each row; ties go to the smaller column."""
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    order = np.lexsort((matrix.indices, -matrix.data, rows))
    rank = np.arange(len(order)) - matrix.indptr[rows]
    kept = order[rank < n]
    return sparse.csr_array((matrix.data[kept], (rows[kept], matrix.indices[kept])), matrix.shape)
