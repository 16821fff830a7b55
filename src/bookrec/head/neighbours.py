"""Neighbour lists as CSR matrices: nearest by vector, and liked by the same users."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from scipy import sparse

from bookrec.metrics.embedding import Rows

MAX_SEARCHED = 16_384
"""Books among which neighbours are sought, at most; of more, a random part is drawn."""
_BATCH = 1024
_MAX_PAIRS = 10_000_000
"""Pairs of co-rated books held at a time: some 0.4 GB."""


def compute_nearest_neighbours(vectors: Rows, n_neighbours: int) -> sparse.csr_array:
    """Find the most similar rows of each row by cosine.

    Of a catalogue larger than `MAX_SEARCHED` only a random part is searched, so that the cost
    grows linearly: each book has the neighbours that it would have in a smaller catalogue.

    Args:
        vectors: Unit rows, or zero rows for books that have no vector; shape (n_books, d).
        n_neighbours: Neighbours of each row, at most.

    Returns:
        Cosines of the neighbours, shape (n_books, n_books). Zero rows have and are no neighbours;
        cosines of zero or less are left out.
    """
    n_books = len(vectors)
    searched = _draw_searched(n_books)
    targets = vectors[searched]
    k = min(n_neighbours, len(searched) - 1)
    parts = []
    for start in range(0, n_books, _BATCH):
        rows = np.arange(start, min(start + _BATCH, n_books))
        block = vectors[rows] @ targets.T
        block[rows[:, np.newaxis] == searched] = -np.inf
        best = np.argpartition(-block, k - 1, axis=1)[:, :k]
        cosines = np.take_along_axis(block, best, axis=1)
        keep = cosines > 0
        entries = cosines[keep], (np.nonzero(keep)[0], searched[best][keep])
        parts.append(sparse.csr_array(entries, shape=(len(rows), n_books)))
    return sparse.csr_array(sparse.vstack(parts, format="csr"))


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
    n_books = liked.shape[1]
    popularity = np.asarray(liked.sum(axis=0))
    likers = liked.T.tocsr()
    parts = []
    for start, end in _book_ranges(likers, liked):
        pairs = (likers[start:end] @ liked).tocoo()
        rows, columns = pairs.coords
        counts = pairs.data
        keep = (counts >= min_co_ratings) & (rows + start != columns)
        rows, columns, counts = rows[keep], columns[keep], counts[keep]
        similarity = counts / np.sqrt(popularity[rows + start] * popularity[columns])
        similarity *= counts / (counts + shrinkage)
        block = sparse.csr_array((similarity, (rows, columns)), shape=(end - start, n_books))
        parts.append(keep_largest(block, n_neighbours))
    return sparse.csr_array(sparse.vstack(parts, format="csr"))


def _draw_searched(n_books: int) -> npt.NDArray[np.int64]:
    """Draw the books to search, sorted; all of them where they are few."""
    if n_books <= MAX_SEARCHED:
        return np.arange(n_books)
    return np.sort(np.random.default_rng(0).choice(n_books, MAX_SEARCHED, replace=False))


def _book_ranges(likers: sparse.csr_array, liked: sparse.csr_array) -> Iterator[tuple[int, int]]:
    """Cut the books into ranges of no more than `_MAX_PAIRS` products, or of one book."""
    per_user = np.diff(liked.indptr).astype(np.float64)
    n_pairs = np.cumsum(likers @ per_user)
    start = 0
    while start < len(n_pairs):
        done = n_pairs[start - 1] if start else 0.0
        end = int(np.searchsorted(n_pairs, done + _MAX_PAIRS, side="right"))
        end = max(end, start + 1)
        yield start, end
        start = end


def keep_largest(matrix: sparse.csr_array, n: int) -> sparse.csr_array:
    """Keep the `n` largest stored values of each row; ties go to the smaller column."""
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    order = np.lexsort((matrix.indices, -matrix.data, rows))
    rank = np.arange(len(order)) - matrix.indptr[rows]
    kept = order[rank < n]
    return sparse.csr_array((matrix.data[kept], (rows[kept], matrix.indices[kept])), matrix.shape)
