"""Fixed questions to an embedding: which pairs, neighbours and users it is measured on."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.stats import rankdata

from bookrec.evaluation.protocol import Cases
from bookrec.head.relations import group_members
from bookrec.head.triplets import sample_neighbours
from bookrec.metrics.embedding import (
    Rows,
    compute_auc,
    compute_jaccard,
    compute_neighbour_precision,
    compute_neighbours,
    compute_pair_cosines,
)

MAX_BOOKS = 3000
"""Books asked for pairs and neighbours, at most: more would hardly narrow the intervals."""
N_DRAWS = 5
"""Related and unrelated books drawn for each book."""
N_NEIGHBOURS = 10
ALIKE = 0.5
"""Genre overlap (Jaccard) from which two books count as of the same genre."""
N_UNREAD = 200
"""Random unread books that a user's liked books are compared with."""
LIKED_RATING = 4

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Embeddings = NDArray[np.float32]


@dataclass(frozen=True)
class ProbeBooks:
    """What is known of the books, apart from any embedding.

    Attributes:
        relations: "author" and "series": stored entries are books that share one.
        genres: Ones where a book has a genre, shape (n_books, n_genres).
        descriptions: Unit description embeddings, zero where there is none, (n_books, dim).
    """

    relations: dict[str, sparse.csr_array]
    genres: sparse.csr_array
    descriptions: Embeddings

    @classmethod
    def build(
        cls, books: pd.DataFrame, genres: NDArray[np.uint8], descriptions: Embeddings
    ) -> "ProbeBooks":
        """Group the books by author and series."""
        relations = {
            "author": group_members(books["author_key"].replace("", None)),
            "series": group_members(books["series"]),
        }
        return cls(relations, _sparse(genres), descriptions)


class EmbeddingProbe:
    """Asks every embedding the same questions, so that the answers are paired."""

    def __init__(self, known: ProbeBooks, mask: NDArray[np.bool_], cases: Cases, seed: int) -> None:
        """Draw the books and pairs.

        Args:
            known: What is known of the books.
            mask: Books to ask about, shape (n_books,); compared with all books.
            cases: Users for the co-rating measure; only their liked books in `mask` count.
            seed: Seed of the draws.
        """
        rng = np.random.default_rng(seed)
        chosen = np.flatnonzero(mask)
        self._known, self._mask, self._cases, self._seed = known, mask, cases, seed
        self._books = rng.permutation(chosen)[:MAX_BOOKS]
        repeated = np.repeat(self._books, N_DRAWS)
        self._left = repeated
        self._others = rng.integers(0, len(mask), len(repeated))
        self._mates = {
            name: sample_neighbours(relation, repeated, rng)
            for name, relation in known.relations.items()
        }

    def measure(self, embeddings: Rows) -> dict[str, FloatArray]:
        """Measure an embedding.

        Args:
            embeddings: Unit rows, shape (n_books, dim).

        Returns:
            Values of each measure for each book, pair or user: their mean is the measure. NaN
            where a book or user has no value. Higher is better.
        """
        to_others = compute_pair_cosines(embeddings, self._left, self._others)
        values = {
            f"same {name} - different {name}": self._gap(embeddings, name, to_others)
            for name in self._mates
        }
        values["genre overlap correlation"] = self._correlate(to_others, self._genre_overlap())
        values["description correlation"] = self._correlate(to_others, self._likeness())
        values |= self._neighbour_precision(embeddings)
        values["co-rating AUC"] = np.fromiter(self._user_aucs(embeddings), np.float64)
        return values

    def _gap(self, embeddings: Rows, name: str, to_others: FloatArray) -> FloatArray:
        """Mean cosine to related books less that to unrelated ones, per book."""
        mates = self._mates[name]
        to_mates = compute_pair_cosines(embeddings, self._left, mates)
        to_mates = np.where(mates >= 0, to_mates, np.nan)
        related = self._known.relations[name][self._left, self._others] != 0
        unrelated = np.where(related | (self._left == self._others), np.nan, to_others)
        per_book = (-1, N_DRAWS)
        gap: FloatArray = to_mates.reshape(per_book).mean(axis=1) - _nan_mean(
            unrelated.reshape(per_book)
        )
        return gap

    def _genre_overlap(self) -> FloatArray:
        return compute_jaccard(self._known.genres, self._left, self._others)

    def _likeness(self) -> FloatArray:
        return compute_pair_cosines(self._known.descriptions, self._left, self._others)

    def _correlate(self, cosines: FloatArray, targets: FloatArray) -> FloatArray:
        """Share of each random pair in Spearman's correlation: the mean is the correlation."""
        different = self._left != self._others
        shares: FloatArray = _standardized_ranks(cosines[different]) * _standardized_ranks(
            targets[different]
        )
        return shares

    def _neighbour_precision(self, embeddings: Rows) -> dict[str, FloatArray]:
        neighbours = compute_neighbours(embeddings, self._books, N_NEIGHBOURS)
        values = {
            f"{name} precision@{N_NEIGHBOURS}": compute_neighbour_precision(
                neighbours, self._books, relation
            )
            for name, relation in self._known.relations.items()
        }
        repeated = np.repeat(self._books, N_NEIGHBOURS)
        overlap = compute_jaccard(self._known.genres, repeated, neighbours.ravel())
        alike = (overlap >= ALIKE).reshape(neighbours.shape).mean(axis=1)
        has_genres = np.diff(self._known.genres.indptr)[self._books] > 0
        values[f"genre precision@{N_NEIGHBOURS}"] = np.where(has_genres, alike, np.nan)
        return values

    def _user_aucs(self, embeddings: Rows) -> Iterator[float]:
        """How often a liked test book is nearer to the liked history than an unread one."""
        rng = np.random.default_rng(self._seed)
        test_ratings = np.split(self._cases.test_ratings, self._cases.test_offsets[1:-1])
        pool = np.flatnonzero(self._mask)
        users = zip(self._cases.histories(), self._cases.candidates(), test_ratings, strict=True)
        for history, test, ratings in users:
            unread = np.setdiff1d(
                rng.choice(pool, N_UNREAD), np.concatenate([history.book_nums, test])
            )
            taste = history.book_nums[history.ratings >= LIKED_RATING]
            liked = test[(ratings >= LIKED_RATING) & self._mask[test]]
            if min(len(taste), len(liked), len(unread)) == 0:
                yield np.nan
                continue
            centre = embeddings[taste].mean(axis=0)
            yield compute_auc(embeddings[liked] @ centre, embeddings[unread] @ centre)


def _sparse(genres: NDArray[np.uint8]) -> sparse.csr_array:
    """Keep the ones of an indicator matrix; it may be a file mapped into memory."""
    books, columns = np.nonzero(genres)
    ones = np.ones(len(books), np.int32)
    return sparse.csr_array((ones, (books, columns)), shape=genres.shape)


def _nan_mean(rows: FloatArray) -> FloatArray:
    """Row means without NaN; NaN where a row has no number."""
    known = ~np.isnan(rows)
    counts = known.sum(axis=1)
    means: FloatArray = np.where(known, rows, 0).sum(axis=1) / np.where(counts > 0, counts, np.nan)
    return means


def _standardized_ranks(values: FloatArray) -> FloatArray:
    ranks = rankdata(values)
    spread = ranks.std()
    standardized: FloatArray = (ranks - ranks.mean()) / (spread if spread > 0 else np.nan)
    return standardized
