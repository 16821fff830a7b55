"""What a scorer is fitted on: books as rows of numbers, and the training users' ratings."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from bookrec.scoring.factors import fit_reader_factors

EMBEDDING_DIM = 96
"""Principal components kept of the book embeddings; more brought nothing on validation users."""
NUMBERS_SCALE = 0.4
"""Weight of a standardised number against a block of unit rows before the fit."""
_BOOKS_AT_ONCE = 16_384


@dataclass(frozen=True)
class UserRatings:
    """Ratings of the training users, sorted by user.

    Attributes:
        book_nums: Shape (n_ratings,), int64.
        ratings: Stars, 1-5, shape (n_ratings,), float32.
        offsets: Rows `offsets[u]:offsets[u + 1]` belong to user u, shape (n_users + 1,).
        n_books: Size of the catalogue.
    """

    book_nums: NDArray[np.int64]
    ratings: NDArray[np.float32]
    offsets: NDArray[np.int64]
    n_books: int

    @property
    def users(self) -> NDArray[np.int64]:
        """The user of each rating, shape (n_ratings,)."""
        return np.repeat(np.arange(len(self.offsets) - 1), np.diff(self.offsets))

    def matrix(self, min_rating: float = 0.0) -> sparse.csr_array:
        """Mark with one who rated what with `min_rating` or more, shape (n_users, n_books)."""
        kept = self.ratings >= min_rating
        shape = (len(self.offsets) - 1, self.n_books)
        ones = np.ones(int(kept.sum()), dtype=np.float32)
        return sparse.csr_array((ones, (self.users[kept], self.book_nums[kept])), shape=shape)


def index_ratings(books: pd.DataFrame, ratings: pd.DataFrame) -> UserRatings:
    """Number the users and books of a ratings table."""
    users, user_ids = pd.factorize(ratings["user_id"], sort=True)
    order = np.argsort(users, kind="stable")
    book_nums = pd.Index(books["book_id"]).get_indexer(pd.Index(ratings["book_id"]))
    n_ratings = np.bincount(users, minlength=len(user_ids))
    return UserRatings(
        book_nums=book_nums[order].astype(np.int64),
        ratings=ratings["rating"].to_numpy(np.float32)[order],
        offsets=np.concatenate([[0], np.cumsum(n_ratings)]).astype(np.int64),
        n_books=len(books),
    )


def build_blocks(
    books: pd.DataFrame,
    ratings: UserRatings,
    book_embeddings: NDArray[np.float32],
    genres: NDArray[np.uint8],
    reader_dim: int,
    seed: int,
) -> dict[str, NDArray[np.float32]]:
    """Describe books by blocks of columns, each of about unit length.

    Returns:
        The blocks "embedding", "genres", "numbers" and "readers", each of shape (n_books, width),
        float32. A book that no training user rated has zeros in "readers".
    """
    return {
        "embedding": _principal_components(book_embeddings, EMBEDDING_DIM),
        "genres": _weigh_genres(genres),
        "numbers": _standardise_numbers(books),
        "readers": fit_reader_factors(ratings.matrix(), reader_dim, seed),
    }


def _principal_components(rows: NDArray[np.float32], dim: int) -> NDArray[np.float32]:
    centered = rows - rows.mean(axis=0)
    _, directions = np.linalg.eigh(centered.T @ centered)
    return np.asarray(centered @ directions[:, ::-1][:, :dim], dtype=np.float32)


def _weigh_genres(genres: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Weigh genres by inverse document frequency and bring rows to unit length."""
    n_books_of = np.maximum(genres.sum(axis=0, dtype=np.int64), 1)
    weights = np.sqrt(np.log(len(genres) / n_books_of))
    rows = np.empty(genres.shape, np.float32)
    # Some books at a time: as numbers of 64 bits all of them would be eight times the genres.
    for start in range(0, len(genres), _BOOKS_AT_ONCE):
        some = slice(start, start + _BOOKS_AT_ONCE)
        weighted = genres[some] * weights
        lengths = np.linalg.norm(weighted, axis=1, keepdims=True)
        rows[some] = weighted / np.where(lengths > 0, lengths, 1)
    return rows


def _standardise_numbers(books: pd.DataFrame) -> NDArray[np.float32]:
    """Standardise year, length, average rating, popularity and place in a series."""
    year = _fill(books["year"]).clip(1800, 2030)
    columns = [
        np.log(2035 - year),
        np.log(_fill(books["pages"]).clip(1, 1500)),
        _fill(books["average_rating"]),
        np.log1p(books["n_ratings"].to_numpy(np.float64)),
        (books["volume"].to_numpy(np.float64, na_value=0) > 1).astype(np.float64),
        books["series"].notna().to_numpy(np.float64),
    ]
    table = np.stack(columns, axis=1)
    spread = table.std(axis=0)
    standardised = (table - table.mean(axis=0)) / np.where(spread > 0, spread, 1)
    return np.asarray(NUMBERS_SCALE * standardised, dtype=np.float32)


def _fill(column: "pd.Series[float]") -> NDArray[np.float64]:
    """Put the median where a number is unknown."""
    values = column.to_numpy(np.float64, na_value=np.nan)
    known = values[~np.isnan(values)]
    return np.where(np.isnan(values), np.median(known) if len(known) else 0.0, values)
