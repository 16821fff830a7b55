"""From chosen book numbers to recommendations with ratings and reasons."""

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from bookrec.scoring.catalog.catalog import Catalog
from bookrec.scoring.explain.likes import LIKED, Likes
from bookrec.scoring.explain.reasons import (
    describe_contribution,
    describe_genres,
    describe_like_minded,
    describe_popularity,
    largest_contributions,
)
from bookrec.scoring.explain.recommendation import Contribution, Recommendation
from bookrec.scoring.model.scorer import Scorer
from bookrec.scoring.readers.reader import Reader


def explain(
    catalog: Catalog,
    scorer: Scorer,
    reader: Reader,
    book_nums: NDArray[np.int64],
    scores: NDArray[np.float32],
    likes: Likes | None,
) -> tuple[Recommendation, ...]:
    """Describe recommended books.

    Args:
        catalog: The books.
        scorer: Its terms are the stated contributions.
        reader: For whom.
        book_nums: Recommended books in order, shape (n,).
        scores: What they were ranked by, shape (n,).
        likes: Who liked what; without it no reason speaks of other readers.
    """
    predicted = scorer.predict(reader.history, book_nums)
    baselines, terms = scorer.contributions(reader.history, book_nums)
    ties = _Ties(catalog, reader)
    others = _describe_others(reader, book_nums, likes)
    recommendations = []
    for i, num in enumerate(book_nums.tolist()):
        parts, rest = largest_contributions(terms[i], reader.titles, reader.history.all_ratings)
        book = catalog.describe(num)
        recommendations.append(
            Recommendation(
                **(book | {"genres": tuple(book["genres"])}),
                predicted_rating=float(predicted[i]),
                score=float(scores[i]),
                reasons=_reasons(ties, num, parts, others[i]),
                baseline=float(baselines[i]),
                contributions=parts,
                other_contributions=rest,
            )
        )
    return tuple(recommendations)


class _Ties:
    """What the books a reader liked have in common with others: author, series, genres."""

    def __init__(self, catalog: Catalog, reader: Reader) -> None:
        self.catalog = catalog
        self.known = reader.known_nums
        self.genres_of: dict[str, list[str]] = {}
        self.by_author: defaultdict[str, list[str]] = defaultdict(list)
        pairs = zip(
            reader.history.book_nums.tolist(), reader.titles, reader.history.ratings, strict=False
        )
        for num, title, rating in pairs:
            self.genres_of[title] = catalog.cell("genres", num) or []
            if rating >= LIKED:
                self.by_author[catalog.cell("author_key", num)].append(title)

    def author(self, num: int) -> str | None:
        """Name a liked book by the same author."""
        liked = self.by_author.get(self.catalog.cell("author_key", num))
        if not liked:
            return None
        return f"by {self.catalog.cell('author', num)}, whose {liked[0]} you liked"

    def series(self, num: int) -> str | None:
        """Name the series that the reader has begun."""
        if not self.catalog.series_index.has_begun(num, self.known):
            return None
        return f"next unread in {self.catalog.cell('series', num)}"

    def popularity(self, num: int) -> str | None:
        """Say that most readers like the book."""
        average = self.catalog.cell("average_rating", num)
        return describe_popularity(average, self.catalog.cell("n_ratings", num))

    def genres(self, num: int, parts: tuple[Contribution, ...]) -> str | None:
        """Name genres shared with the liked books that speak for this one."""
        liked = (part for part in parts if part.stars > 0 and part.rating >= LIKED)
        speakers = [self.genres_of.get(part.title, []) for part in liked]
        return describe_genres(self.catalog.cell("genres", num) or [], speakers)


def _reasons(
    ties: _Ties, num: int, parts: tuple[Contribution, ...], others: str | None
) -> tuple[str, ...]:
    speaks_for = [describe_contribution(part) for part in parts if part.stars > 0]
    speaks_against = [describe_contribution(part) for part in parts if part.stars <= 0]
    found = (
        ties.series(num),
        *speaks_for,
        ties.author(num),
        others,
        None if speaks_for else ties.popularity(num),
        ties.genres(num, parts),
        *speaks_against,
    )
    return tuple(reason for reason in found if reason)


def _describe_others(
    reader: Reader, book_nums: NDArray[np.int64], likes: Likes | None
) -> list[str | None]:
    """Say how many like-minded readers liked each book."""
    liked = reader.history.book_nums[reader.history.ratings >= LIKED]
    if likes is None or not len(liked):
        return [None] * len(book_nums)
    counts, total = likes.count_shared(liked, book_nums)
    return [describe_like_minded(count, total, len(liked)) for count in counts.tolist()]
