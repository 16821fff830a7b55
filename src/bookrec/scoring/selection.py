"""From scores of all books to a list: best candidates, list rules, diversity."""

import numpy as np
from numpy.typing import NDArray

from bookrec.scoring.diversity import select_diverse
from bookrec.scoring.rules import ListRules

# Candidates that diversity chooses among. More would cost time and offer worse books.
POOL_SIZE = 100
_POOL_GROWTH = 4


def top_candidates(
    scores: NDArray[np.float32], allowed: NDArray[np.bool_], n: int
) -> NDArray[np.int64]:
    """Find the best allowed books, best first, ties by book number.

    Args:
        scores: Finite, shape (n_books,).
        allowed: Mask, shape (n_books,).
        n: Books wanted.

    Returns:
        Book numbers, shape (min(n, allowed books),).
    """
    masked = np.where(allowed, scores, -np.inf)
    n = min(n, int(np.count_nonzero(allowed)))
    if n == 0:
        return np.zeros(0, dtype=np.int64)
    threshold = np.partition(masked, len(masked) - n)[len(masked) - n]
    best = np.flatnonzero(masked >= threshold)
    return best[np.lexsort((best, -masked[best]))][:n]


def select_books(
    scores: NDArray[np.float32],
    allowed: NDArray[np.bool_],
    book_embeddings: NDArray[np.float32],
    rules: ListRules,
    n: int,
    diversity: float,
) -> NDArray[np.int64]:
    """Choose a list: diverse among the best candidates, in accordance with the rules.

    Args:
        scores: Finite, higher is better, shape (n_books,).
        allowed: Books that may be chosen, shape (n_books,); not changed.
        book_embeddings: Unit rows, shape (n_books, dim).
        rules: Rules of this list; knows what the reader knows.
        n: Books wanted.
        diversity: 0 to 1, see `select_diverse`.

    Returns:
        At most `n` book numbers, best score first, ties by book number. Fewer only where no
        allowed book is left.
    """
    chosen: list[int] = []
    pool_size = max(POOL_SIZE, 2 * n)
    seen = 0
    while len(chosen) < n:
        pool = top_candidates(scores, allowed, pool_size)[seen:]
        if not len(pool):
            break
        # One gather of the pool's rows: the embeddings may be a memory map of millions.
        rows = book_embeddings[pool]
        places = select_diverse(
            scores[pool],
            rows,
            n - len(chosen),
            diversity,
            lambda i: rules.accept(int(pool[i])),  # noqa: B023
        )
        chosen += [int(pool[place]) for place in places]
        seen += len(pool)
        pool_size = seen * _POOL_GROWTH
    nums = np.array(chosen, dtype=np.int64)
    return nums[np.lexsort((nums, -scores[nums]))]


def blend_scores(
    scores: NDArray[np.float32],
    likeness: NDArray[np.float32],
    allowed: NDArray[np.bool_],
    weight: float,
) -> NDArray[np.float32]:
    """Mix a likeness into scores after bringing both to one scale.

    Args:
        scores: Shape (n_books,).
        likeness: To a book or a mood, shape (n_books,).
        allowed: Books over which mean and spread are taken, shape (n_books,).
        weight: Share of the likeness, 0 to 1.

    Returns:
        Scores in standard deviations, shape (n_books,).
    """
    mixed = (1 - weight) * _standardize(scores, allowed) + weight * _standardize(likeness, allowed)
    return np.asarray(mixed, dtype=np.float32)


def _standardize(values: NDArray[np.float32], allowed: NDArray[np.bool_]) -> NDArray[np.float32]:
    sample = values[allowed]
    if not len(sample):
        return values
    return np.asarray((values - sample.mean()) / max(float(sample.std()), 1e-6), dtype=np.float32)
