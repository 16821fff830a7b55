"""The measure that picks the best epoch: related pairs of validation books."""

import numpy as np
import numpy.typing as npt

from bookrec.head.holdout import BookSplit
from bookrec.head.relations import RelationName, Relations
from bookrec.head.triplets import sample_neighbours
from bookrec.metrics.embedding import Rows, compute_pair_accuracy, compute_pair_cosines

N_NEGATIVES = 50
N_ROUNDS = 5
MAX_BOOKS = 5_000
"""Validation books with pairs, at most: of more, a random part is drawn."""


class Validator:
    """Fixed pairs of validation books, compared with fixed random negatives.

    A pair joins a validation book and a training or validation book, so that it was not trained
    on; held-out books are left to `evaluate`.
    """

    def __init__(self, relations: Relations, split: BookSplit, *, seed: int) -> None:
        """Draw the pairs.

        Args:
            relations: Positives of all books.
            split: Which books are for validation.
            seed: Seed of the pairs.
        """
        rng = np.random.default_rng(seed)
        pairs = relations.restrict(split.validation, ~split.held_out)
        chosen = np.flatnonzero(split.validation)
        if len(chosen) > MAX_BOOKS:
            chosen = np.sort(rng.choice(chosen, MAX_BOOKS, replace=False))
        books = np.repeat(chosen, N_ROUNDS)
        others = np.flatnonzero(~split.held_out)
        self._pairs: dict[RelationName, tuple[npt.NDArray[np.int64], ...]] = {}
        for name, relation in pairs.positives.items():
            positives = sample_neighbours(relation, books, rng)
            found = positives >= 0
            if found.any():
                negatives = rng.choice(others, (int(found.sum()), N_NEGATIVES))
                self._pairs[name] = (books[found], positives[found], negatives)

    def compute_accuracies(self, embeddings: Rows) -> dict[RelationName, float]:
        """For each kind that has pairs, how often a pair is nearer than a random one."""
        return {name: self._accuracy(embeddings, *arrays) for name, arrays in self._pairs.items()}

    def _accuracy(
        self,
        embeddings: Rows,
        anchors: npt.NDArray[np.int64],
        positives: npt.NDArray[np.int64],
        negatives: npt.NDArray[np.int64],
    ) -> float:
        positive = compute_pair_cosines(embeddings, anchors, positives)
        repeated = np.repeat(anchors, negatives.shape[1])
        negative = compute_pair_cosines(embeddings, repeated, negatives.ravel())
        accuracy = compute_pair_accuracy(positive, negative.reshape(negatives.shape))
        return float(accuracy.mean())
