"""Average ratings of books, shrunken by how many ratings stand behind them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


def compute_shrunken_average(
    average_ratings: NDArray[np.float32], n_ratings: NDArray[np.int64], shrinkage: float
) -> NDArray[np.float32]:
    """Pull each book's average toward the global mean.

    Args:
        average_ratings: Stars, shape (n_books,); NaN where unknown.
        n_ratings: Ratings behind each average, shape (n_books,).
        shrinkage: Pseudo-ratings toward the global mean, >= 0.

    Returns:
        `(n average + shrinkage global) / (n + shrinkage)`, shape (n_books,), float32. The global
        mean where the average is unknown or nothing stands behind it.
    """
    known = ~np.isnan(average_ratings)
    counts = np.where(known, n_ratings, 0).astype(np.float64)
    averages = np.where(known, average_ratings, 0.0).astype(np.float64)
    global_mean = averages[known].mean() if known.any() else 3.0
    total = counts + shrinkage
    shrunken = np.divide(
        counts * averages + shrinkage * global_mean,
        total,
        out=np.full_like(averages, global_mean),
        where=total > 0,
    )
    return shrunken.astype(np.float32)


@dataclass(frozen=True)
class CentredRatings:
    """Each book's ratings as deviations from its readers' own means.

    Attributes:
        sums: Summed deviations of each book, shape (n_books,), float32.
        counts: Ratings of each book, shape (n_books,), float32.
        user_means: Each user's mean, shrunken, in stars, shape (n_users,), float32.
    """

    sums: NDArray[np.float32]
    counts: NDArray[np.float32]
    user_means: NDArray[np.float32]


def centre_ratings(
    users: NDArray[np.int64],
    book_nums: NDArray[np.int64],
    ratings: NDArray[np.float32],
    n_books: int,
    user_shrinkage: float = 5.0,
) -> CentredRatings:
    """Sum up how books are rated by readers who rate on scales of their own.

    Args:
        users: User of each rating, numbered from 0, shape (n_ratings,).
        book_nums: Book of each rating, shape (n_ratings,).
        ratings: Stars, shape (n_ratings,).
        n_books: Size of the catalogue.
        user_shrinkage: Pseudo-ratings that pull a user's mean to the global one, > 0.
    """
    global_mean = ratings.mean() if len(ratings) else 0.0
    n_ratings = np.bincount(users)
    sums = np.bincount(users, weights=ratings)
    user_means = (sums + user_shrinkage * global_mean) / (n_ratings + user_shrinkage)
    deviations = ratings - user_means[users]
    return CentredRatings(
        sums=np.bincount(book_nums, weights=deviations, minlength=n_books).astype(np.float32),
        counts=np.bincount(book_nums, minlength=n_books).astype(np.float32),
        user_means=user_means.astype(np.float32),
    )
