"""What a data set holds, in the numbers by which data sets are compared."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bookrec.data.dataset import Dataset

QUANTILES = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)
_BINS = 10
_N_NAMED = 5


@dataclass(frozen=True)
class Spread:
    """How some counts are spread.

    Attributes:
        mean: Their mean.
        quantiles: Smallest, 10 %, quarter, median, three quarters, 90 %, largest.
        histogram: Lower bounds of bins, each about twice the one before, and how many counts are
            in each bin.
    """

    mean: float
    quantiles: dict[str, float]
    histogram: dict[str, int]


@dataclass(frozen=True)
class DataStatistics:
    """A data set in numbers.

    Attributes:
        users: Users with a rating.
        books: Books of the catalogue.
        ratings: Ratings.
        sparsity: Share of user-book pairs without a rating, 0 to 1.
        mean_rating: In stars.
        stars: Ratings by stars, rounded up.
        per_user: Ratings of a user.
        per_book: Ratings of a book, of the books with any.
        unrated_books: Books without a rating.
        shares: Share of the books that have a description, genres that somebody said, guessed
            genres, tags, a series, an ISBN, a year, pages, a language; 0 to 1.
        languages: Books of the most frequent languages.
        sources: Ratings of the most frequent origins.
    """

    users: int
    books: int
    ratings: int
    sparsity: float
    mean_rating: float
    stars: dict[str, int]
    per_user: Spread
    per_book: Spread
    unrated_books: int
    shares: dict[str, float]
    languages: dict[str, int]
    sources: dict[str, int]

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return asdict(self)


def compute_statistics(dataset: Dataset) -> DataStatistics:
    """Describe a data set."""
    books, ratings = dataset.books, dataset.ratings
    per_user = ratings["user_id"].value_counts().to_numpy()
    per_book = ratings["book_id"].value_counts().to_numpy()
    per_user, per_book = per_user[per_user > 0], per_book[per_book > 0]
    pairs = len(per_user) * len(books)
    rounded = np.ceil(ratings["rating"]).astype(int)
    return DataStatistics(
        users=len(per_user),
        books=len(books),
        ratings=len(ratings),
        sparsity=1 - len(ratings) / pairs if pairs else 1.0,
        mean_rating=round(float(ratings["rating"].mean()), 3),
        stars={str(stars): int((rounded == stars).sum()) for stars in range(1, 6)},
        per_user=_spread(per_user),
        per_book=_spread(per_book),
        unrated_books=len(books) - len(per_book),
        shares={name: round(float(has.mean()), 4) for name, has in _known(books).items()},
        languages=_counts(books["language"]),
        sources=_counts(ratings["source"]),
    )


def _spread(counts: "NDArray[np.integer]") -> Spread:
    if not len(counts):
        return Spread(0.0, {}, {})
    bounds = np.unique(np.geomspace(counts.min(), counts.max() + 1, _BINS + 1).round().astype(int))
    in_bins = np.histogram(counts, bounds)[0]
    return Spread(
        mean=round(float(counts.mean()), 2),
        quantiles={f"{share:.0%}": float(np.quantile(counts, share)) for share in QUANTILES},
        histogram={
            str(low): int(n) for low, n in zip(bounds[:-1].tolist(), in_bins.tolist(), strict=True)
        },
    )


def _known(books: pd.DataFrame) -> dict[str, "pd.Series[bool]"]:
    has_genres, is_guess = books["genres"].str.len() > 0, books["genres_inferred"].astype(bool)
    return {
        "description": books["description"] != "",
        "genres": has_genres & ~is_guess,
        "guessed genres": has_genres & is_guess,
        "tags": books["tags"].str.len() > 0,
        **{name: books[name].notna() for name in ("series", "isbn", "year", "pages", "language")},
    }


def _counts(column: "pd.Series[str]") -> dict[str, int]:
    counts = column.astype("str").value_counts().head(_N_NAMED)
    return {str(name): int(count) for name, count in counts.items() if count and name == name}
