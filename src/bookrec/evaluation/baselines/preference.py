"""Personal preference: what a user's own ratings say about other books."""

import numpy as np
from numpy.typing import NDArray


def score_preference(
    deviations: NDArray[np.float32], cosines: NDArray[np.float32], shrinkage: float
) -> NDArray[np.float32]:
    """Weigh a user's rating deviations by similarity, one term per history book.

    Args:
        deviations: Stars above or below what was expected, shape (n_history,).
        cosines: Similarity of candidates and history books, shape (n_candidates, n_history).
        shrinkage: Pseudo-similarity toward no preference, > 0.

    Returns:
        Terms in stars, shape (n_candidates, n_history); their sum over a row is the preference.
    """
    weights = np.maximum(cosines, 0)
    terms = weights * deviations / (weights.sum(axis=1, keepdims=True) + shrinkage)
    return np.asarray(terms, dtype=np.float32)
