"""Maximal marginal relevance: a list that is good without saying the same thing ten times.

Carbonell and Goldstein (1998), "The use of MMR, diversity-based reranking for reordering documents
and producing summaries".
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray


def select_diverse(
    scores: NDArray[np.float32],
    embeddings: NDArray[np.float32],
    n: int,
    diversity: float,
    accept: Callable[[int], bool] = lambda _: True,
) -> list[int]:
    """Choose items one by one, weighing each one's score against its likeness to those chosen.

    The next item maximises `(1 - diversity) * scaled score - diversity * max cosine to the chosen`,
    with scores scaled to 0..1 over the items given.

    Args:
        scores: Finite, higher is better, shape (n_items,), best first so that ties keep their
            order.
        embeddings: Unit rows, shape (n_items, dim), float32; a zero row is like nothing.
        n: Items wanted.
        diversity: 0 takes the best scores, 1 ignores scores after the first item.
        accept: Asked once for an item that is next in line; a refused item is left out.

    Returns:
        Positions of at most `n` items, in the order chosen.
    """
    span = np.ptp(scores) if len(scores) else 0.0
    relevance = (scores - scores.min()) / span if span > 0 else np.zeros_like(scores)
    gain = relevance.copy()
    likeness = np.full(len(scores), -1.0, dtype=np.float32)
    waiting = np.ones(len(scores), dtype=bool)
    chosen: list[int] = []
    while len(chosen) < n and waiting.any():
        best = int(np.argmax(np.where(waiting, gain, -np.inf)))
        waiting[best] = False
        if not accept(best):
            continue
        chosen.append(best)
        if diversity > 0:
            np.maximum(likeness, embeddings @ embeddings[best], out=likeness)
            gain = (1 - diversity) * relevance - diversity * likeness
    return chosen


def compute_similarity_within(embeddings: NDArray[np.float32]) -> float | None:
    """Compute the mean cosine over all pairs of a list, -1 to 1; None for fewer than two items.

    Args:
        embeddings: Unit rows, shape (n_items, dim).
    """
    n = len(embeddings)
    if n < 2:
        return None
    total = embeddings.sum(axis=0)
    return float((total @ total - (embeddings**2).sum()) / (n * (n - 1)))
