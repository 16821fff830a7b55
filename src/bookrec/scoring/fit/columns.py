"""Books as rows of numbers, which a scorer is fitted on."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from bookrec.scoring.fit.factors import fit_reader_factors
from bookrec.scoring.fit.inputs import UserRatings
from bookrec.scoring.model.blocks import blocks_of

EMBEDDING_DIM = 96
"""Principal components kept of the book embeddings; more brought nothing on validation users."""
NUMBERS_SCALE = 0.4
"""Weight of a standardised number against a block of unit rows before the fit."""


@dataclass(frozen=True)
class Columns:
    """Columns of several kinds side by side, each kind of about unit length.

    Rows are put together when they are asked for: most columns are genres, and most genres zero.

    Attributes:
        embedding: Principal components of the book embeddings, shape (n_books, width), float32.
        genres: Weighted genres, shape (n_books, n_genres), float32.
        numbers: Standardised numbers of the catalogue, shape (n_books, width), float32.
        readers: From training users' ratings, shape (n_books, width), float32; zeros for a book
            that none of them rated.
    """

    embedding: NDArray[np.float32]
    genres: sparse.csr_array
    numbers: NDArray[np.float32]
    readers: NDArray[np.float32]

    @property
    def widths(self) -> list[int]:
        """Columns of each kind, in order."""
        return [part.shape[1] for part in (self.embedding, self.genres, self.numbers, self.readers)]

    def __len__(self) -> int:
        """Count the books."""
        return len(self.readers)

    def __getitem__(self, rows: Any, /) -> NDArray[np.float32]:  # noqa: ANN401 - as of an array
        """Return the rows of some books: a slice or numbers, shape (n_rows, n_columns)."""
        return np.concatenate(
            [
                self.embedding[rows],
                self.genres[rows].toarray(),
                self.numbers[rows],
                self.readers[rows],
            ],
            axis=1,
        )


def build_columns(
    books: pd.DataFrame,
    ratings: UserRatings,
    book_embeddings: NDArray[np.float32],
    genres: NDArray[np.uint8],
    reader_dim: int,
    seed: int,
) -> Columns:
    """Describe all books."""
    return Columns(
        embedding=_principal_components(book_embeddings, EMBEDDING_DIM),
        genres=_weigh_genres(genres),
        numbers=_standardise_numbers(books),
        readers=fit_reader_factors(ratings.matrix(), reader_dim, seed),
    )


def _principal_components(rows: NDArray[np.float32], dim: int) -> NDArray[np.float32]:
    mean = rows.mean(axis=0)
    gram = np.zeros((rows.shape[1], rows.shape[1]), dtype=np.float32)
    for some in blocks_of(len(rows)):
        centered = rows[some] - mean
        gram += centered.T @ centered
    _, directions = np.linalg.eigh(gram)
    directions = directions[:, ::-1][:, :dim]
    components = np.empty((len(rows), directions.shape[1]), dtype=np.float32)
    for some in blocks_of(len(rows)):
        components[some] = (rows[some] - mean) @ directions
    return components


def _weigh_genres(genres: NDArray[np.uint8]) -> sparse.csr_array:
    """Weigh genres by inverse document frequency and bring rows to unit length."""
    n_books_of = np.maximum(genres.sum(axis=0, dtype=np.int64), 1)
    weights = np.sqrt(np.log(len(genres) / n_books_of))
    parts = [_weigh_some(genres[some], weights) for some in blocks_of(len(genres))]
    return sparse.csr_array(sparse.vstack(parts, format="csr"))


def _weigh_some(genres: NDArray[np.uint8], weights: NDArray[np.float64]) -> sparse.csr_array:
    weighted = genres * weights
    lengths = np.linalg.norm(weighted, axis=1, keepdims=True)
    rows = (weighted / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return sparse.csr_array(rows)


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
