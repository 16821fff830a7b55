"""Batches of anchors, positives and negatives, sampled from neighbour lists.

All books of a batch form one pool, so that each is encoded once; positives are positions in the
pool, and every pool book that is unrelated to an anchor is a negative of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from bookrec.head.relations import RelationName, Relations

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class TripletBatch:
    """One batch.

    Attributes:
        books: Book numbers of the pool, shape (n_pool,), unique.
        anchors: Positions of the anchors in the pool, shape (n_anchors,).
        positives: For each kind, positions of one positive per anchor, -1 where it has none.
        other_series: True where a pool book is of another series and work, (n_anchors, n_pool).
        unrelated: True where a pool book is no kin of the anchor, (n_anchors, n_pool).
        shift: How far apart in the pool books are paired up, random.
    """

    books: IntArray
    anchors: IntArray
    positives: dict[RelationName, IntArray]
    other_series: BoolArray
    unrelated: BoolArray
    shift: int


def sample_neighbours(
    relation: sparse.csr_array, books: IntArray, rng: np.random.Generator
) -> IntArray:
    """Draw one stored neighbour of each book uniformly; -1 where it has none."""
    starts, degrees = relation.indptr[books], np.diff(relation.indptr)[books]
    drawn = starts + np.floor(rng.random(len(books)) * degrees).astype(np.int64)
    found = degrees > 0
    neighbours = np.full(len(books), -1, np.int64)
    neighbours[found] = relation.indices[drawn[found]]
    return neighbours


class TripletSampler:
    """Samples the batches of an epoch."""

    def __init__(
        self, relations: Relations, books: IntArray, *, batch_size: int, n_random: int
    ) -> None:
        """Keep the lists to sample from.

        Args:
            relations: Positives, and pairs that are no negatives.
            books: Book numbers to train on.
            batch_size: Anchors per batch.
            n_random: Random books added to each batch as negatives.
        """
        self._relations = relations
        self._books = books
        self._batch_size = batch_size
        self._n_random = n_random
        # Where each book of the catalogue is in the current pool; filled and cleared per batch.
        self._position = np.full(relations.related.shape[0], -1, np.int64)

    def __len__(self) -> int:
        """Number of batches in an epoch."""
        return -(-len(self._books) // self._batch_size)

    def epoch(
        self, rng: np.random.Generator, hard_negatives: sparse.csr_array | None = None
    ) -> Iterator[TripletBatch]:
        """Yield batches in which every book is the anchor once, in random order.

        Args:
            rng: Source of the order, the positives and the random negatives.
            hard_negatives: Mined negatives of each book; one is drawn for each anchor.
        """
        order = rng.permutation(self._books)
        for start in range(0, len(order), self._batch_size):
            anchors = order[start : start + self._batch_size]
            negatives = [rng.choice(self._books, self._n_random)]
            if hard_negatives is not None:
                negatives.append(sample_neighbours(hard_negatives, anchors, rng))
            yield self._assemble(anchors, negatives, rng)

    def _assemble(
        self, anchors: IntArray, negatives: list[IntArray], rng: np.random.Generator
    ) -> TripletBatch:
        relations, position = self._relations, self._position
        drawn = {
            name: sample_neighbours(relation, anchors, rng)
            for name, relation in relations.positives.items()
        }
        pool = np.unique(np.concatenate([anchors, *drawn.values(), *negatives]))
        pool = pool[pool >= 0]
        position[pool] = np.arange(len(pool))
        batch = TripletBatch(
            books=pool,
            anchors=position[anchors],
            positives={
                name: np.where(books >= 0, position[books], -1) for name, books in drawn.items()
            },
            other_series=self._outside(relations.same_series, anchors, len(pool)),
            unrelated=self._outside(relations.related, anchors, len(pool)),
            shift=int(rng.integers(1, max(len(pool), 2))),
        )
        position[pool] = -1
        return batch

    def _outside(self, relation: sparse.csr_array, anchors: IntArray, n_pool: int) -> BoolArray:
        """Mark the pool books that the relation does not join to each anchor, nor the anchor."""
        rows = relation[anchors]
        anchor_of = np.repeat(np.arange(len(anchors)), np.diff(rows.indptr))
        positions = self._position[rows.indices]
        in_pool = positions >= 0
        outside = np.ones((len(anchors), n_pool), bool)
        outside[anchor_of[in_pool], positions[in_pool]] = False
        outside[np.arange(len(anchors)), self._position[anchors]] = False
        return outside
