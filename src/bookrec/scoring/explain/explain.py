"""From chosen book numbers to recommendations with ratings and reasons."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bookrec.scoring.catalog.catalog import Catalog
from bookrec.scoring.explain.about import describe_book
from bookrec.scoring.explain.grounds import Listed, find_grounds
from bookrec.scoring.explain.likes import Likes
from bookrec.scoring.explain.reasons import largest_contributions
from bookrec.scoring.explain.recommendation import Recommendation
from bookrec.scoring.model.scorer import Scorer
from bookrec.scoring.readers.reader import Reader


def explain(
    catalog: Catalog,
    scorer: Scorer,
    reader: Reader,
    book_nums: NDArray[np.int64],
    scores: NDArray[np.float32],
    likes: Likes | None,
    likeness: Sequence[str] = (),
) -> tuple[Recommendation, ...]:
    """Describe recommended books.

    Args:
        catalog: The books.
        scorer: Its terms are the stated contributions.
        reader: For whom.
        book_nums: Recommended books in order, shape (n,).
        scores: What they were ranked by, shape (n,).
        likes: Who liked what; without it no reason speaks of other readers.
        likeness: How each book is like what was asked, if anything was.
    """
    predicted = scorer.predict(reader.history, book_nums)
    baselines, terms = scorer.contributions(reader.history, book_nums)
    likeness = likeness or [""] * len(book_nums)
    grounds = find_grounds(catalog, reader, Listed(book_nums, predicted, terms, likeness), likes)
    ids = [catalog.cell("book_id", num) for num in reader.history.book_nums.tolist()]
    recommendations = []
    for i, num in enumerate(book_nums.tolist()):
        parts, rest = largest_contributions(
            terms[i], reader.titles, reader.history.all_ratings, ids
        )
        book = catalog.describe(num)
        recommendations.append(
            Recommendation(
                **(book | {"genres": tuple(book["genres"])}),
                predicted_rating=float(predicted[i]),
                score=float(scores[i]),
                reasons=tuple(reason.text for reason in grounds[i]),
                baseline=float(baselines[i]),
                contributions=parts,
                other_contributions=rest,
                about=describe_book(book, catalog.cell("description", num) or ""),
                why=grounds[i],
            )
        )
    return tuple(recommendations)
