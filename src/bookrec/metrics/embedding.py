"""Measures of an embedding of books, as pure functions of arrays.

Embeddings have unit rows, shape (n_books, dim); pairs are two arrays of row numbers.
"""

from collections.abc import Iterator
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.stats import rankdata

FloatArray = npt.NDArray[np.float32] | npt.NDArray[np.float64]
IntArray = npt.NDArray[np.integer]
PAIRS_AT_ONCE = 16_384
BOOKS_AT_ONCE = 32_768
"""Books that neighbours are sought among at a time: of 1,561 columns 200 MB."""


class Rows(Protocol):
    """A matrix of float32 by its rows: an array, or rows made when they are asked for."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Rows and columns."""
        ...

    def __len__(self) -> int:
        """Count the rows."""
        ...

    def __getitem__(self, rows: Any, /) -> Any:  # noqa: ANN401 - as of an array
        """Return some rows: a slice, numbers or a mask."""
        ...


class UnitRows:
    """The rows of a matrix brought to unit length, whenever they are asked for."""

    def __init__(self, rows: Rows) -> None:
        """Take the rows; a zero row stays zero."""
        self._rows = rows

    @property
    def shape(self) -> tuple[int, ...]:
        """Rows and columns."""
        return self._rows.shape

    def __len__(self) -> int:
        """Count the rows."""
        return len(self._rows)

    def __getitem__(self, rows: Any, /) -> npt.NDArray[np.float32]:  # noqa: ANN401
        """Return some rows: a slice, numbers or a mask."""
        return normalize_rows(self._rows[rows])


def normalize_rows(rows: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Bring rows to unit length; zero rows stay zero."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1), np.float32)


def compute_pair_cosines(
    embeddings: Rows, left: IntArray, right: IntArray
) -> npt.NDArray[np.float64]:
    """Cosine of each pair of rows.

    Args:
        embeddings: Unit rows, shape (n_books, dim).
        left: Row numbers, shape (n_pairs,).
        right: Row numbers, shape (n_pairs,).

    Returns:
        Cosines in [-1, 1], shape (n_pairs,).
    """
    products = np.empty(len(left), np.float64)
    for start in range(0, len(left), PAIRS_AT_ONCE):
        some = slice(start, start + PAIRS_AT_ONCE)
        products[some] = np.einsum("ij,ij->i", embeddings[left[some]], embeddings[right[some]])
    return products


def compute_mean_cosine(embeddings: FloatArray) -> float:
    """Mean cosine over all pairs of different rows; near 1, everything looks alike.

    Args:
        embeddings: Unit rows, shape (n_books, dim), at least two.
    """
    n_books = len(embeddings)
    total = embeddings.sum(axis=0, dtype=np.float64)
    squares = sum(float(np.square(wide).sum()) for wide in _widen(embeddings))
    return float((total @ total - squares) / (n_books * (n_books - 1)))


def compute_effective_rank(embeddings: FloatArray) -> float:
    """Number of directions the rows really use, between 1 and dim.

    The exponential of the entropy of the normalised singular values (Roy and Vetterli 2007,
    "The effective rank").

    Args:
        embeddings: Any rows that are not all zero, shape (n_books, dim).
    """
    gram = np.zeros((embeddings.shape[1], embeddings.shape[1]))
    for wide in _widen(embeddings):
        gram += wide.T @ wide
    singular = np.sqrt(np.clip(np.linalg.eigvalsh(gram), 0, None))
    shares = singular[singular > 0] / singular.sum()
    return float(np.exp(-np.sum(shares * np.log(shares))))


def _widen(embeddings: FloatArray) -> Iterator[npt.NDArray[np.float64]]:
    """Yield some rows at a time as numbers of 64 bits."""
    for start in range(0, len(embeddings), BOOKS_AT_ONCE):
        yield embeddings[start : start + BOOKS_AT_ONCE].astype(np.float64)


def compute_auc(positive: FloatArray, negative: FloatArray) -> float:
    """How often a positive value exceeds a negative one; ties count half.

    Args:
        positive: Values, shape (n_positive,), at least one.
        negative: Values, shape (n_negative,), at least one.

    Returns:
        The area under the ROC curve, in [0, 1]; 0.5 is chance.
    """
    ranks = rankdata(np.concatenate([positive, negative]))
    n_positive, n_negative = len(positive), len(negative)
    wins = ranks[:n_positive].sum() - n_positive * (n_positive + 1) / 2
    return float(wins / (n_positive * n_negative))


def compute_pair_accuracy(
    anchor_positive: FloatArray, anchor_negative: FloatArray
) -> npt.NDArray[np.float64]:
    """Share of the negatives that are less similar to their anchor than the positive is.

    Args:
        anchor_positive: Cosine of each anchor and its positive, shape (n_anchors,).
        anchor_negative: Cosines of each anchor and its negatives, (n_anchors, n_negatives).

    Returns:
        One share per anchor, in [0, 1]; ties count half.
    """
    reference = anchor_positive[:, np.newaxis]
    below = (anchor_negative < reference).mean(axis=1)
    equal = (anchor_negative == reference).mean(axis=1)
    return np.asarray(below + equal / 2, np.float64)


def compute_jaccard(
    members: sparse.csr_array, left: IntArray, right: IntArray
) -> npt.NDArray[np.float64]:
    """Jaccard similarity of pairs of sets: shared members over all members.

    Args:
        members: Ones where a row's set has a member, shape (n_rows, n_members).
        left: Row numbers, shape (n_pairs,).
        right: Row numbers, shape (n_pairs,).

    Returns:
        Similarities in [0, 1], shape (n_pairs,); 0 where both sets are empty.
    """
    sizes = np.asarray(members.sum(axis=1), np.float64)
    shared = np.asarray((members[left] * members[right]).sum(axis=1), np.float64)
    union = sizes[left] + sizes[right] - shared
    similarity: npt.NDArray[np.float64] = shared / np.maximum(union, 1)
    return similarity


def compute_neighbours(
    embeddings: Rows, queries: IntArray, k: int, batch_size: int = 1024
) -> npt.NDArray[np.int64]:
    """The `k` nearest other rows of each query, nearest first.

    Args:
        embeddings: Unit rows, shape (n_books, dim).
        queries: Row numbers, shape (n_queries,).
        k: Neighbours per query, less than n_books.
        batch_size: Queries compared at once.

    Returns:
        Row numbers, shape (n_queries, k).
    """
    neighbours = np.empty((len(queries), 0), np.int64)
    cosines: FloatArray = np.empty((len(queries), 0), np.float32)
    for start in range(0, len(embeddings), BOOKS_AT_ONCE):
        block = embeddings[start : start + BOOKS_AT_ONCE]
        found = [
            _nearest_in_block(embeddings[rows], rows - start, block, k)
            for rows in np.split(queries, range(batch_size, len(queries), batch_size))
        ]
        columns, values = (np.concatenate(each) for each in zip(*found, strict=True))
        neighbours, cosines = _keep_nearest(
            np.hstack([neighbours, columns + start]), np.hstack([cosines, values]), k
        )
    order = np.argsort(-cosines, axis=1, kind="stable")
    return np.take_along_axis(neighbours, order, axis=1)


def _nearest_in_block(
    rows: FloatArray, own: IntArray, block: FloatArray, k: int
) -> tuple[npt.NDArray[np.int64], FloatArray]:
    """The `k` nearest rows of a block to each row, and their cosines, in no order.

    Args:
        rows: Unit rows, shape (n_rows, dim).
        own: Where in the block each of them is itself; outside it, if it is not there.
        block: Unit rows, shape (n_block, dim).
        k: Neighbours, at most.
    """
    cosines = rows @ block.T
    within = np.flatnonzero((own >= 0) & (own < len(block)))
    cosines[within, own[within]] = -np.inf
    return _keep_nearest(np.broadcast_to(np.arange(len(block)), cosines.shape), cosines, k)


def _keep_nearest(
    columns: npt.NDArray[np.int64], cosines: FloatArray, k: int
) -> tuple[npt.NDArray[np.int64], FloatArray]:
    """Keep the columns of the `k` largest cosines of each row, in no order."""
    if cosines.shape[1] <= k:
        return columns, cosines
    best = np.argpartition(-cosines, k - 1, axis=1)[:, :k]
    rows = np.arange(len(columns))[:, np.newaxis]
    return columns[rows, best], cosines[rows, best]


def compute_neighbour_precision(
    neighbours: IntArray, queries: IntArray, related: sparse.csr_array
) -> npt.NDArray[np.float64]:
    """Share of the neighbours that are related to their query.

    Args:
        neighbours: Nearest rows of each query, shape (n_queries, k).
        queries: Row numbers, shape (n_queries,).
        related: Stored entries are related pairs, shape (n_books, n_books), no diagonal.

    Returns:
        Hits over `min(k, related books)`, so that 1 can be reached; shape (n_queries,). NaN where
        a query has no related book.
    """
    k = neighbours.shape[1]
    rows = np.repeat(queries, k)
    found = np.asarray(related[rows, neighbours.ravel()] != 0).reshape(neighbours.shape)
    possible = np.minimum(np.diff(related.indptr)[queries], k)
    hits = found.sum(axis=1).astype(np.float64)
    precision: npt.NDArray[np.float64] = hits / np.where(possible > 0, possible, np.nan)
    return precision
