"""Books for several readers at once: what nobody of them read and all may enjoy.

Each book gets `LEAST_MISERY` of the lowest and the rest of the mean of the readers' scores. Source:
J. Masthoff, "Group Recommender Systems" (2011), strategies least misery and average.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from bookrec.scoring.explain.recommendation import Recommendation
from bookrec.scoring.model.history import History
from bookrec.scoring.model.scorer import CatalogueScores
from bookrec.scoring.readers.reader import Reader

# Chosen on 2,000 pairs of 200 validation users, histories of 20: liked held-out books among ten, of
# the less lucky of the two and of both on average, are 1.89 and 3.48 by the mean alone, 1.91 and
# 3.42 at 0.25, 1.82 and 3.19 at 0.5, 1.59 and 2.68 at 0.75, 1.30 and 2.15 by the lowest alone
# (standard error 0.03). Scores are standardized: by the logarithm of the rank both are lower.
LEAST_MISERY = 0.25


def mix_scores(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Mix readers' scores, shape (n_readers, n_books), into one, shape (n_books,)."""
    mixed = LEAST_MISERY * scores.min(axis=0) + (1 - LEAST_MISERY) * scores.mean(axis=0)
    return np.asarray(mixed, dtype=np.float32)


def join_scored(scored: Sequence[CatalogueScores], allowed: NDArray[np.bool_]) -> CatalogueScores:
    """Join what is known of all books for each reader.

    Args:
        scored: One per reader.
        allowed: Books over which rankings are brought to one scale, shape (n_books,).
    """
    rankings = np.stack([_standardize(each.ranking, allowed) for each in scored])
    stars = np.stack([each.stars for each in scored])
    return CatalogueScores(mix_scores(rankings), mix_scores(stars))


def join_readers(readers: Sequence[Reader]) -> Reader:
    """Make one reader of several, for the rules of a list: they know what any of them knows.

    A book that several rated has the mean of their stars; books outside the catalogue are no part
    of the joint history.
    """
    stars: defaultdict[int, list[float]] = defaultdict(list)
    for reader in readers:
        rated = zip(reader.history.book_nums.tolist(), reader.history.ratings, strict=True)
        for num, rating in rated:
            stars[num].append(float(rating))
    nums = sorted(stars)
    history = History(
        np.array(nums, dtype=np.int64),
        np.array([np.mean(stars[num]) for num in nums], dtype=np.float32),
    )
    return replace(
        Reader.of_history(history),
        known_nums=np.unique(np.concatenate([reader.known_nums for reader in readers])),
        known_outside=tuple(dict.fromkeys(book for each in readers for book in each.known_outside)),
        unmatched=tuple(dict.fromkeys(missed for each in readers for missed in each.unmatched)),
    )


def join_explained(
    explained: Sequence[Sequence[Recommendation]], names: Sequence[str]
) -> tuple[Recommendation, ...]:
    """Join the same list as each reader has it explained.

    Args:
        explained: For each reader the books, in the same order.
        names: Of the readers.

    Returns:
        The books with everybody's predicted stars and each one's first reason. What is not split
        into contributions stands in `other_contributions`.
    """
    return tuple(_join_book(books, names) for books in zip(*explained, strict=True))


def _join_book(books: Sequence[Recommendation], names: Sequence[str]) -> Recommendation:
    stars, baselines = (
        np.array([[getattr(book, field)] for book in books], dtype=np.float32)
        for field in ("predicted_rating", "baseline")
    )
    predicted, baseline = float(mix_scores(stars)[0]), float(mix_scores(baselines)[0])
    why = tuple(
        replace(book.why[0], text=f"{name}: {book.why[0].text}")
        for name, book in zip(names, books, strict=True)
        if book.why
    )
    return replace(
        books[0],
        predicted_rating=predicted,
        predicted_for_each=tuple(book.predicted_rating for book in books),
        reasons=tuple(reason.text for reason in why),
        why=why,
        baseline=baseline,
        contributions=(),
        other_contributions=predicted - baseline,
    )


def _standardize(ranking: NDArray[np.float32], allowed: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Bring a ranking to mean 0 and spread 1 over the allowed books."""
    sample = ranking[allowed]
    if not len(sample):
        return ranking
    return np.asarray((ranking - sample.mean()) / max(float(sample.std()), 1e-6), dtype=np.float32)
