"""Hard negatives: unrelated books that the head still finds similar."""

import numpy as np
import numpy.typing as npt
from scipy import sparse

IntArray = npt.NDArray[np.int64]
_BATCH = 1024


def mine_hard_negatives(
    embeddings: npt.NDArray[np.float32],
    books: IntArray,
    related: sparse.csr_array,
    *,
    n_mined: int,
    sample_size: int,
    rng: np.random.Generator,
) -> sparse.csr_array:
    """Find the most similar unrelated books of each book.

    Only a random sample of fixed size is searched, so that the cost grows linearly with the
    catalogue; each epoch draws another one.

    Args:
        embeddings: Current book embeddings, unit rows, shape (n_books, dim).
        books: Book numbers to mine for and from, shape (n_train,).
        related: Pairs that are no negatives, shape (n_books, n_books).
        n_mined: Hard negatives of each book, at most.
        sample_size: Books searched, at most.
        rng: Source of the sample.

    Returns:
        Hard negatives of each book as stored entries, shape (n_books, n_books).
    """
    sample = rng.choice(books, min(sample_size, len(books)), replace=False)
    k = min(n_mined, len(sample))
    mined = np.empty((len(books), k), np.int64)
    found = np.empty((len(books), k), bool)
    candidates = related[:, sample].tocsr()
    for start in range(0, len(books), _BATCH):
        rows = books[start : start + _BATCH]
        cosines = embeddings[rows] @ embeddings[sample].T
        cosines[candidates[rows].nonzero()] = -np.inf
        cosines[rows[:, np.newaxis] == sample] = -np.inf
        best = np.argpartition(-cosines, k - 1, axis=1)[:, :k]
        span = slice(start, start + len(rows))
        mined[span] = sample[best]
        found[span] = np.isfinite(np.take_along_axis(cosines, best, axis=1))
    rows = np.repeat(books, k)[found.ravel()]
    entries = (np.ones(len(rows), bool), (rows, mined[found]))
    return sparse.csr_array(entries, shape=related.shape)
