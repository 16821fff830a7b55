"""Cards: a book, its predicted stars, and how far off these may be."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bookrec.scoring.explain.explain import explain
from bookrec.scoring.explain.recommendation import Recommendation
from bookrec.scoring.readers.reader import Reader
from bookrec.scoring.recommender import ListOptions, Recommender


@dataclass(frozen=True)
class Card:
    """A book on a page.

    Attributes:
        book: With its reasons.
        uncertainty: One standard deviation of the predicted stars.
    """

    book: Recommendation
    uncertainty: float


def list_cards(
    recommender: Recommender, reader: Reader, n: int, options: ListOptions
) -> tuple[list[Card], tuple[str, ...]]:
    """Make a list, as the command does, and say how sure its stars are.

    Returns:
        The cards, best first, and the list's notes.
    """
    made = recommender.recommend_list(reader, n, **options)
    return to_cards(recommender, reader, made.recommendations), made.notes


def to_cards(
    recommender: Recommender, reader: Reader, books: Sequence[Recommendation]
) -> list[Card]:
    """Add to recommendations how sure their stars are."""
    nums = recommender.catalog.find([str(book.book_id) for book in books])
    if not len(nums):
        return []
    _, spread = recommender.scorer.predict_with_uncertainty(reader.history, nums)
    return [Card(book, off) for book, off in zip(books, spread.tolist(), strict=True)]


def predicted_cards(recommender: Recommender, reader: Reader, nums: Sequence[int]) -> list[Card]:
    """Make cards of given books of the catalogue, best predicted first, ties by book number."""
    if not nums:
        return []
    those = np.array(sorted(set(nums)), dtype=np.int64)
    stars = recommender.scorer.predict(reader.history, those)
    order = np.argsort(-stars, kind="stable")
    books = explain(
        recommender.catalog,
        recommender.scorer,
        reader,
        those[order],
        stars[order],
        recommender.likes,
    )
    return to_cards(recommender, reader, books)
