"""Taste before fame: what orders the candidates of a list.

A ranking says what a reader would read next, and everybody reads what is famous. Among the best of
it a book counts the less, the more ratings it has, and the more, the further this reader's
prediction lies above what everybody is predicted.
"""

import numpy as np
from numpy.typing import NDArray

MAX_DAMPING = 0.5
"""Exponent of the ratings at fame 0; at fame 1 it is 0, and the ranking is left as it is."""
STARS_WEIGHT = 0.75
"""One predicted star above what everybody is predicted multiplies a candidate by e to this.
Chosen with `RecommendSettings.fame`; from 0.5 to 1 nothing changes by more than 0.005."""
KINSHIP_WEIGHT = 1.0
"""Cosine 1 with the nearest liked book multiplies a candidate by e to this: of what everybody reads
together the books of the reader's own kind come first. On validation users 0 and 1 have the same
NDCG@10, and 1 fewer famous books."""
_FEWEST_RATINGS = 100
"""Of a book with fewer ratings nobody knows how famous it is."""


def weigh_candidates(
    ranking: NDArray[np.float32],
    gains: NDArray[np.float32],
    n_ratings: NDArray[np.int64],
    factors: NDArray[np.float32],
    fame: float,
) -> NDArray[np.float32]:
    """Weigh candidates: ranking, less fame, plus taste.

    The damping by a power of popularity is that of H. Steck, "Item popularity and recommendation
    accuracy" (2011), applied to what a ranking gives above the last of the candidates, so that it
    does not matter in which units a model ranks.

    Args:
        ranking: Of the candidates, higher is better, shape (n,).
        gains: Predicted stars less those predicted to everybody, shape (n,).
        n_ratings: Goodreads ratings, shape (n,).
        factors: What else speaks for or against each, as a factor, shape (n,).
        fame: From 0, which digs for what is little known, to 1, which leaves the ranking.

    Returns:
        Weights from 0 to 1, shape (n,), float32; equal ones where all rank the same.
    """
    if not len(ranking):
        return np.zeros(0, dtype=np.float32)
    excess = (ranking - ranking.min()).astype(np.float64)
    if not excess.any():
        excess += 1
    known = np.maximum(n_ratings, _FEWEST_RATINGS).astype(np.float64)
    damping = known ** (-MAX_DAMPING * (1 - fame))
    weights = excess * damping * np.exp(STARS_WEIGHT * gains) * factors
    return np.asarray(weights / weights.max(), dtype=np.float32)
