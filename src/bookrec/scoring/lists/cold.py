"""A list for a reader of whom nothing is known: popular books, well liked, of many kinds."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from bookrec.scoring.model.averages import compute_shrunken_average
from bookrec.scoring.model.history import History

NOTE = (
    "You rated no book of the catalogue, so this list is not personal yet: it rests on what most "
    "readers like. Rate one book and it becomes yours."
)
NOTE_WITHOUT_LIKES = (
    "You liked none of the books you rated, so this list rests on what you disliked least and on "
    "what most readers like. Rate one book that you liked and it becomes yours."
)
# A strong prior: a niche book's devoted few say little about a stranger.
_SHRINKAGE = 20_000
_POPULARITY_STARS = 0.1
_CLEAR_LIKE = 4.5
MIN_DIVERSITY = 0.5


def score_for_strangers(
    average_ratings: NDArray[np.float32], n_ratings: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Score books for somebody unknown: shrunken average plus a little for being widely read.

    Args:
        average_ratings: Stars, shape (n_books,); NaN where unknown.
        n_ratings: Ratings behind each average, shape (n_books,).

    Returns:
        Scores, shape (n_books,), float32; one more decade of ratings is worth 0.1 stars.
    """
    averages = compute_shrunken_average(average_ratings, n_ratings, _SHRINKAGE)
    popularity = _POPULARITY_STARS * np.log10(1 + np.maximum(n_ratings, 0))
    return np.asarray(averages + popularity, dtype=np.float32)


def lift_ratings(history: History) -> History:
    """Return a history with all ratings raised so far that the best of them is a clear like.

    Args:
        history: Ratings, none of them a like.
    """
    lift = np.float32(_CLEAR_LIKE) - history.all_ratings.max()
    extra = history.extra and replace(history.extra, ratings=history.extra.ratings + lift)
    return History(history.book_nums, history.ratings + lift, extra)
