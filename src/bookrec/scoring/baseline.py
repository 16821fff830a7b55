"""Average ratings of books, shrunken by how many ratings stand behind them."""

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
