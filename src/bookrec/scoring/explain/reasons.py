"""Why a book is recommended: the real terms of its prediction, in words."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bookrec.scoring.explain.recommendation import Contribution

N_CONTRIBUTIONS = 3
_DISLIKED = 2.5
# A term that would not change the first decimal of the prediction, or that is dwarfed by the
# largest, is no reason.
_MIN_STARS = 0.05
_MIN_SHARE = 0.25
_N_GENRES = 3
# Formats and shelves so wide that sharing them says nothing.
NOT_TELLING = frozenset(
    {
        *("20th Century", "Adult", "Adult Fiction", "American", "Audiobook", "Book Club"),
        *("Fiction", "Historical", "Literature", "Novels", "Science Fiction Fantasy"),
    }
)
_MIN_READERS, _MIN_FANS, _MIN_FAN_SHARE = 10, 3, 0.1
_WELL_LIKED, _MIN_RATINGS = 3.75, 100


def largest_contributions(
    terms: NDArray[np.float32],
    titles: Sequence[str],
    ratings: NDArray[np.float32],
    book_ids: Sequence[str] = (),
) -> tuple[tuple[Contribution, ...], float]:
    """Pick the history books that moved a prediction most.

    Args:
        terms: What each history book adds, in stars, shape (n_history,).
        titles: Titles of the history books.
        ratings: The reader's stars, shape (n_history,).
        book_ids: Catalogue ids of the first history books; the others have none.

    Returns:
        At most three contributions, largest first, and the sum of all other terms.
    """
    order = np.argsort(-np.abs(terms), kind="stable")[:N_CONTRIBUTIONS]
    least = max(_MIN_STARS, _MIN_SHARE * float(np.abs(terms).max(initial=0)))
    chosen = [i for i in order if abs(terms[i]) >= least]
    contributions = tuple(
        Contribution(
            titles[i],
            float(ratings[i]),
            float(terms[i]),
            book_ids[i] if i < len(book_ids) else None,
        )
        for i in chosen
    )
    rest = float(terms.sum(dtype=np.float64)) - sum(part.stars for part in contributions)
    return contributions, rest


def describe_contribution(part: Contribution) -> str:
    """Say what a rated book did: "because you gave Dune 5 stars"."""
    if part.rating <= _DISLIKED:
        deed = f"disliked {part.title}"
    else:
        deed = f"gave {part.title} {_stars(part.rating)}"
    return f"because you {deed}" if part.stars > 0 else f"although you {deed}"


def describe_popularity(average_rating: float | None, n_ratings: int) -> str | None:
    """Say that most readers like a book, where they do."""
    if average_rating is None or average_rating < _WELL_LIKED or n_ratings < _MIN_RATINGS:
        return None
    return f"{average_rating:.1f} stars on average from {n_ratings:,} readers"


def describe_genres(genres: Sequence[str], liked_genres: Sequence[Sequence[str]]) -> str | None:
    """Name the genres a book shares with the books that speak for it, or None.

    Args:
        genres: The book's genres, most typical first.
        liked_genres: Genres of each such book.
    """
    known = set[str]().union(*liked_genres) - NOT_TELLING
    shared = [genre for genre in genres if genre in known]
    return f"shares {', '.join(shared[:_N_GENRES])}" if shared else None


def describe_like_minded(count: int, n_readers: int, n_liked: int) -> str | None:
    """Say how many like-minded readers liked a book; None where too few are to say anything.

    Args:
        count: Of them, those who liked the book.
        n_readers: Readers who liked two of the reader's liked books, or the only one.
        n_liked: Books that the reader liked.
    """
    if n_readers < _MIN_READERS or count < max(_MIN_FANS, _MIN_FAN_SHARE * n_readers):
        return None
    what = "the book you liked" if n_liked == 1 else "two or more books you liked"
    return f"liked by {count:,} of {n_readers:,} readers who liked {what}"


def _stars(rating: float) -> str:
    return f"{rating:g} star" if rating == 1 else f"{rating:g} stars"
