"""Random histories and targets of training users, in padded batches."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bookrec.scoring.fit.inputs import UserRatings

HISTORY_SHARE = 0.8
SHORTENED_SHARE = 0.3
"""Share of the histories cut to a random length, so that short ones are served well too."""


@dataclass(frozen=True)
class RatedBooks:
    """Rated books of a batch of users, padded on the right.

    Attributes:
        book_nums: Shape (n_users, n), int64; 0 in the padding.
        ratings: Stars, shape (n_users, n), float32; 0 in the padding.
        is_real: 1 where there is a rating, 0 in the padding, shape (n_users, n), float32.
    """

    book_nums: NDArray[np.int64]
    ratings: NDArray[np.float32]
    is_real: NDArray[np.float32]


@dataclass(frozen=True)
class FitBatch:
    """What is known of some users, and what is to be predicted.

    Attributes:
        users: User numbers, shape (n_users,).
        history: Ratings to predict from.
        targets: Ratings to predict.
    """

    users: NDArray[np.int64]
    history: RatedBooks
    targets: RatedBooks


def sample_batches(
    ratings: UserRatings,
    users: NDArray[np.int64],
    rng: np.random.Generator,
    batch_size: int,
    max_history: int,
    max_targets: int,
) -> Iterator[FitBatch]:
    """Go through the users once in random order, drawing a history and targets for each.

    Args:
        ratings: The training users' ratings.
        users: Users to draw; each needs two ratings or more.
        rng: Source of all randomness.
        batch_size: Users per batch.
        max_history: Longest history.
        max_targets: Most targets of a user.
    """
    order = rng.permutation(users)
    for start in range(0, len(order), batch_size):
        chosen = order[start : start + batch_size]
        parts = [_split_user(ratings, user, rng, max_history, max_targets) for user in chosen]
        histories, targets = zip(*parts, strict=True)
        yield FitBatch(chosen, _pad(ratings, histories), _pad(ratings, targets))


def _split_user(
    ratings: UserRatings,
    user: int,
    rng: np.random.Generator,
    max_history: int,
    max_targets: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Draw the rows of one user's history and targets."""
    rows = rng.permutation(np.arange(ratings.offsets[user], ratings.offsets[user + 1]))
    n_history = min(max_history, max(1, int(HISTORY_SHARE * len(rows))))
    if rng.random() < SHORTENED_SHARE:
        n_history = int(rng.integers(1, n_history + 1))
    return rows[:n_history], rows[n_history : n_history + max_targets]


def _pad(ratings: UserRatings, rows: tuple[NDArray[np.int64], ...]) -> RatedBooks:
    lengths = np.array([len(each) for each in rows])
    is_real = np.arange(lengths.max()) < lengths[:, None]
    book_nums = np.zeros(is_real.shape, dtype=np.int64)
    stars = np.zeros(is_real.shape, dtype=np.float32)
    flat = np.concatenate(rows)
    book_nums[is_real] = ratings.book_nums[flat]
    stars[is_real] = ratings.ratings[flat]
    return RatedBooks(book_nums, stars, is_real.astype(np.float32))
