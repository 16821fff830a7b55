"""Which books are positives of which, and which pairs must never be negatives.

Everything the sampler needs is built here once, as neighbour lists: a relation is a CSR matrix
whose row `i` holds the books related to book `i`. An epoch then costs a few array look-ups per
anchor, however large the catalogue is.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from bookrec.errors import DataError
from bookrec.head.neighbours import compute_co_rating_neighbours, compute_nearest_neighbours
from bookrec.metrics.embedding import UnitRows
from bookrec.settings import TrainSettings

RelationName = Literal["series", "author", "co_rating", "genre", "description"]
_RATINGS_AT_ONCE = 2**20


@dataclass(frozen=True)
class Relations:
    """Neighbour lists, shape (n_books, n_books) each, without the diagonal.

    Attributes:
        positives: For each kind, the positives of each book as stored entries.
        same_series: Books of the same series or work, no negatives of the series term. Other
            books of the author are: within an author, the series comes first.
        related: Books of the same work, series or author, or co-rated: no negatives elsewhere.
    """

    positives: dict[RelationName, sparse.csr_array]
    same_series: sparse.csr_array
    related: sparse.csr_array

    def restrict(
        self, anchors: npt.NDArray[np.bool_], positives: npt.NDArray[np.bool_]
    ) -> "Relations":
        """Keep the positive pairs from `anchors` to `positives` (masks over books)."""
        left = sparse.diags_array(anchors.astype(np.float32))
        right = sparse.diags_array(positives.astype(np.float32))
        kept = {}
        for name, relation in self.positives.items():
            matrix = (left @ relation @ right).tocsr()
            matrix.eliminate_zeros()
            kept[name] = matrix
        return Relations(kept, self.same_series, self.related)

    def count_without_positive(self, books: npt.NDArray[np.int64]) -> dict[RelationName, int]:
        """Count, for each kind, those of `books` that have no positive."""
        return {
            name: int(np.sum(np.diff(relation.indptr)[books] == 0))
            for name, relation in self.positives.items()
        }


def build_relations(
    books: pd.DataFrame,
    ratings: pd.DataFrame,
    genres: npt.NDArray[np.uint8],
    descriptions: npt.NDArray[np.float32],
    settings: TrainSettings,
) -> Relations:
    """Build the neighbour lists of all kinds.

    Args:
        books: The catalogue (`book_id`, `work_id`, `series`, `author_key`).
        ratings: Ratings of training users only (`user_id`, `book_id`, `rating`).
        genres: Indicators 0 or 1, shape (n_books, n_genres).
        descriptions: Unit description embeddings, zero where there is none, (n_books, dim).
        settings: Settings of `train`.

    Raises:
        DataError: If a rating names a book outside the catalogue.
    """
    k = settings.n_neighbours
    work = group_members(books["work_id"])
    series = group_members(books["series"])
    author = group_members(books["author_key"].replace("", None))
    co_rating = compute_co_rating_neighbours(
        liked_matrix(books, ratings, settings.liked_rating),
        k,
        min_co_ratings=settings.min_co_ratings,
        shrinkage=settings.co_rating_shrinkage,
    )
    same_series = work + series
    return Relations(
        positives={
            "series": series,
            "author": author,
            "co_rating": co_rating,
            "genre": compute_nearest_neighbours(UnitRows(genres), k),
            "description": compute_nearest_neighbours(descriptions, k),
        },
        same_series=same_series.tocsr(),
        related=(same_series + author + co_rating + co_rating.T).tocsr(),
    )


def group_members(labels: "pd.Series[str]") -> sparse.csr_array:
    """Relate all books with the same label; a missing label relates to nothing."""
    codes = pd.factorize(labels)[0]
    rows = np.flatnonzero(codes >= 0)
    shape = (len(labels), int(codes.max(initial=-1)) + 1)
    members = sparse.csr_array((np.ones(len(rows), np.float32), (rows, codes[rows])), shape=shape)
    pairs = (members @ members.T).tocsr()
    pairs.setdiag(0)
    pairs.eliminate_zeros()
    return pairs


def liked_matrix(
    books: pd.DataFrame, ratings: pd.DataFrame, liked_rating: float
) -> sparse.csr_array:
    """Who likes what: ones where a user rated a book at least `liked_rating`, (n_users, n_books).

    Raises:
        DataError: If a rating names a book outside the catalogue.
    """
    liked = ratings.loc[ratings["rating"] >= liked_rating, ["user_id", "book_id"]]
    book_nums = _number_books(pd.Index(books["book_id"]), liked["book_id"])
    if (book_nums < 0).any():
        unknown = liked["book_id"].iloc[int(np.argmax(book_nums < 0))]
        raise DataError(f"ratings: book {unknown!r} is not in the catalogue; run `bookrec clean`")
    user_nums, user_ids = pd.factorize(liked["user_id"])
    return sparse.csr_array(
        (np.ones(len(liked), np.float32), (user_nums, book_nums)),
        shape=(len(user_ids), len(books)),
    )


def _number_books(known: pd.Index, book_ids: "pd.Series[str]") -> npt.NDArray[np.int64]:
    """Find the row of each book, -1 for an unknown one; each id is a Python string meanwhile."""
    starts = range(0, len(book_ids), _RATINGS_AT_ONCE)
    parts = (book_ids.iloc[start : start + _RATINGS_AT_ONCE] for start in starts)
    found = [known.get_indexer(pd.Index(part)) for part in parts]
    return np.concatenate([np.empty(0, np.int64), *found])
