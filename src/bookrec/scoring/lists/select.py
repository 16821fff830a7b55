"""From scores of all books to a list: best candidates, list rules, diversity."""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from bookrec.scoring.lists.rerank import select_diverse
from bookrec.scoring.lists.rules import ListRules

# Candidates that diversity chooses among. More would cost time and offer worse books.
POOL_SIZE = 100
# Candidates that are asked whether they are worth reading before others get a chance.
_N_CHECKED = 400
_POOL_GROWTH = 4

Worth = Callable[[NDArray[np.int64]], NDArray[np.bool_]]
"""Marks the books that the reader is expected to like, shape of the book numbers given."""
Weigh = Callable[[NDArray[np.int64]], NDArray[np.float32]]
"""Weighs candidates against each other, 0 to 1, shape of the book numbers given."""


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
    nums = np.flatnonzero(allowed)
    n = min(n, len(nums))
    if n == 0:
        return nums
    offered = scores[nums]
    threshold = np.partition(offered, len(nums) - n)[len(nums) - n]
    best = np.flatnonzero(offered >= threshold)
    return nums[best[np.lexsort((best, -offered[best]))][:n]]


def select_books(
    ranking: NDArray[np.float32],
    allowed: NDArray[np.bool_],
    book_embeddings: NDArray[np.float32],
    rules: ListRules,
    n: int,
    diversity: float,
    worth: Worth,
    weigh: Weigh,
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Choose a list: diverse among the best candidates, in accordance with the rules.

    Args:
        ranking: Finite, higher is better, shape (n_books,).
        allowed: Books that may be chosen, shape (n_books,); not changed.
        book_embeddings: Unit rows, shape (n_books, dim).
        rules: Rules of this list; knows what the reader knows.
        n: Books wanted.
        diversity: 0 to 1, see `select_diverse`.
        worth: Books that are not worth reading come in only where too few others are left.
        weigh: Orders the candidates.

    Returns:
        At most `n` book numbers and their scores, best first, ties by book number. Scores are the
        weights of the best candidates, from 0 to 1; a book that comes in where those run out has a
        lower one. Fewer books only where no allowed book is left.
    """
    chosen: list[int] = []
    scores: list[float] = []
    for place_in_line, pool in enumerate(_pools(ranking, allowed, n, worth)):
        weights = weigh(pool)
        order = np.lexsort((pool, -weights))
        pool, weights = pool[order], weights[order]
        # One gather of the pool's rows: the embeddings may be a memory map of millions.
        rows, n_missing = book_embeddings[pool], n - len(chosen)
        places = select_diverse(weights, rows, n_missing, diversity, _accepting(rules, pool))
        chosen += pool[places].tolist()
        scores += (weights[places] - place_in_line).tolist()
        if len(chosen) == n:
            break
    nums, found = np.array(chosen, dtype=np.int64), np.array(scores, dtype=np.float32)
    best = np.lexsort((nums, -found))
    return nums[best], found[best]


def _pools(
    ranking: NDArray[np.float32], allowed: NDArray[np.bool_], n: int, worth: Worth
) -> Iterator[NDArray[np.int64]]:
    """Yield the allowed books in pools, each best first, until none is left."""
    first = max(POOL_SIZE, 2 * n)
    best = top_candidates(ranking, allowed, max(_N_CHECKED, 2 * first))
    good = worth(best)
    yield best[good][:first]
    yield best[good][first:]
    yield best[~good]
    seen = len(best)
    while len(more := top_candidates(ranking, allowed, seen * _POOL_GROWTH)[seen:]):
        yield more
        seen += len(more)


def _accepting(rules: ListRules, pool: NDArray[np.int64]) -> Callable[[int], bool]:
    return lambda place: rules.accept(int(pool[place]))
