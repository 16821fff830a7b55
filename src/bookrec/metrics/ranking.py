"""How good ranked lists are, one number per user, and what they are made of.

A list holds book numbers, best first. `relevant` marks with True which entries of each list the
user liked; a user without any liked test book gets NaN, since no list could do right.
"""

import numpy as np
from numpy.typing import NDArray

from bookrec.metrics.arrays import divide

BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.integer]


def compute_recall(relevant: BoolArray, n_relevant: IntArray, n: int) -> NDArray[np.float64]:
    """Compute the share of each user's liked books among the first `n`.

    Args:
        relevant: Liked entries of the lists, shape (n_users, length), length >= n.
        n_relevant: Liked test books of each user, shape (n_users,).
        n: Entries that count.

    Returns:
        Recall in [0, 1], shape (n_users,).
    """
    return divide(relevant[:, :n].sum(axis=1), n_relevant)


def compute_stratified_recall(
    relevant: BoolArray, weights: NDArray[np.floating], best: NDArray[np.floating], n: int
) -> NDArray[np.float64]:
    """Compute a recall in which a hit counts the more, the fewer people know the book.

    Source: H. Steck, "Item popularity and recommendation accuracy" (2011), with the best list of
    `n` in the denominator, so that 1 can be reached.

    Args:
        relevant: Liked entries of the lists, shape (n_users, length), length >= n.
        weights: What a hit at each entry counts, shape (n_users, length).
        best: What the best `n` liked books of each user would count, shape (n_users,).
        n: Entries that count.

    Returns:
        Recall in [0, 1], shape (n_users,).
    """
    return divide((relevant * weights)[:, :n].sum(axis=1), best)


def compute_ndcg(relevant: BoolArray, n_relevant: IntArray, n: int) -> NDArray[np.float64]:
    """Compute the normalised discounted cumulative gain of the first `n`, gains 0 or 1.

    Source: K. Järvelin, J. Kekäläinen, "Cumulated gain-based evaluation of IR techniques" (2002),
    discount 1 / log2(1 + rank), divided by the gain of the best possible list, as
    `sklearn.metrics.ndcg_score`. Arguments and returns as `compute_recall`.
    """
    discounts = 1 / np.log2(np.arange(2, n + 2))
    best = np.concatenate([[0.0], np.cumsum(discounts)])[np.minimum(n_relevant, n)]
    return divide(relevant[:, :n] @ discounts, best)


def compute_reciprocal_rank(relevant: BoolArray, n_relevant: IntArray) -> NDArray[np.float64]:
    """Compute one over the rank of the first liked book; 0 if the list holds none.

    Source: E. Voorhees, "The TREC-8 question answering track report" (1999). Arguments and
    returns as `compute_recall`; the whole list counts.
    """
    found = relevant.any(axis=1)
    values = np.where(found, 1 / (1 + relevant.argmax(axis=1)), 0.0)
    return np.where(n_relevant > 0, values, np.nan)


def compute_coverage(lists: IntArray, n_books: int) -> float:
    """Compute the share of the catalogue that appears in anybody's list."""
    return len(np.unique(lists)) / n_books


def compute_novelty(
    lists: IntArray, n_readers: NDArray[np.integer], n_users: int
) -> NDArray[np.float64]:
    """Compute how surprising the listed books are: their mean self-information in bits.

    Source: S. Vargas, P. Castells, "Rank and relevance in novelty and diversity metrics for
    recommender systems" (2011), `-log2(readers / users)`. A book nobody has read counts as read
    by one.

    Args:
        lists: Book numbers, shape (n_users, length).
        n_readers: Training users who rated each book, shape (n_books,).
        n_users: Training users.

    Returns:
        Mean bits, shape (n_users,).
    """
    information = -np.log2(np.maximum(n_readers, 1) / n_users)
    return np.asarray(information[lists].mean(axis=1), dtype=np.float64)


def compute_intra_list_similarity(
    lists: IntArray, embeddings: NDArray[np.float32]
) -> NDArray[np.float64]:
    """Compute the mean cosine of the pairs in each list; lower is more diverse.

    Source: C.-N. Ziegler et al., "Improving recommendation lists through topic diversification"
    (2005), as a mean instead of a sum.

    Args:
        lists: Book numbers, shape (n_users, length), length >= 2.
        embeddings: Unit rows, shape (n_books, dim).

    Returns:
        Means in [-1, 1], shape (n_users,).
    """
    length = lists.shape[1]
    values = np.empty(len(lists))
    for user, books in enumerate(lists):
        rows = embeddings[books].astype(np.float64)
        # The sum over all pairs is the squared length of the vector sum, less the diagonal.
        total = np.square(rows.sum(axis=0)).sum() - np.square(rows).sum()
        values[user] = total / (length * (length - 1))
    return values


def compute_popularity_lift(
    lists: IntArray, history_popularity: NDArray[np.float64], n_readers: NDArray[np.integer]
) -> NDArray[np.float64]:
    """Compute how much more popular the list is than what the user reads.

    Source: H. Abdollahpouri et al., "The unfairness of popularity bias in recommendation" (2019):
    the relative difference of mean popularity; 0 means as popular as the history.

    Args:
        lists: Book numbers, shape (n_users, length).
        history_popularity: Mean readers of each user's history books, shape (n_users,).
        n_readers: Training users who rated each book, shape (n_books,).

    Returns:
        Lifts, >= -1, shape (n_users,); NaN where nobody else read the history.
    """
    listed = n_readers[lists].mean(axis=1)
    return divide(listed - history_popularity, history_popularity)
