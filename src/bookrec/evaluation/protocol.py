"""The one evaluation protocol: which users are measured, on what history, on which books.

`tune`, `evaluate` and the peer benchmark all take their cases from here, so every compared model
sees the same users, the same histories and the same test books.

The history is a random subset of a user's ratings. Whether a rating falls into it depends on the
seed, the user's id and the book ids alone, never on other users or the order of rows. A shorter
history is the beginning of the longer one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bookrec.data.split import assign_splits
from bookrec.errors import DataError
from bookrec.scoring.model.history import History
from bookrec.settings import SplitSettings

Part = Literal["train", "validation", "test", "all"]


@dataclass(frozen=True)
class Cases:
    """Users to measure, each with a history and test ratings, in flat arrays.

    User u owns rows `history_offsets[u]:history_offsets[u + 1]` of the history arrays and rows
    `test_offsets[u]:test_offsets[u + 1]` of the test arrays.

    Attributes:
        user_ids: Shape (n_users,), sorted.
        sources: File each user's ratings come from, shape (n_users,).
        history_books: Book numbers in seeded random order, shape (n_history_rows,), int64.
        history_ratings: Stars, 1-5, shape (n_history_rows,), float32.
        history_offsets: Shape (n_users + 1,), int64.
        test_books: Book numbers, shape (n_test_rows,), int64.
        test_ratings: Stars, 1-5, shape (n_test_rows,), float32.
        test_offsets: Shape (n_users + 1,), int64.
        n_books: Size of the catalogue.
        drawn_from: Users there are, where these are a random part of them; else None.
    """

    user_ids: NDArray[np.str_]
    sources: NDArray[np.str_]
    history_books: NDArray[np.int64]
    history_ratings: NDArray[np.float32]
    history_offsets: NDArray[np.int64]
    test_books: NDArray[np.int64]
    test_ratings: NDArray[np.float32]
    test_offsets: NDArray[np.int64]
    n_books: int
    drawn_from: int | None = None

    def __len__(self) -> int:
        """Count the users."""
        return len(self.user_ids)

    @property
    def test_users(self) -> NDArray[np.int64]:
        """The user of each test row, shape (n_test_rows,)."""
        return np.repeat(np.arange(len(self), dtype=np.int64), np.diff(self.test_offsets))

    def histories(self) -> Iterator[History]:
        """Yield each user's history."""
        for start, end in _bounds(self.history_offsets):
            yield History(self.history_books[start:end], self.history_ratings[start:end])

    def candidates(self) -> Iterator[NDArray[np.int64]]:
        """Yield each user's test books."""
        for start, end in _bounds(self.test_offsets):
            yield self.test_books[start:end]

    def cut_history(self, n: int) -> Self:
        """Keep the first `n` history ratings of each user; the test ratings stay the same."""
        lengths = np.diff(self.history_offsets)
        position = np.arange(len(self.history_books)) - np.repeat(
            self.history_offsets[:-1], lengths
        )
        kept = position < n
        return replace(
            self,
            history_books=self.history_books[kept],
            history_ratings=self.history_ratings[kept],
            history_offsets=_offsets(np.minimum(lengths, n)),
        )

    def select_users(self, kept: NDArray[np.bool_]) -> Self:
        """Keep the users where `kept`, shape (n_users,)."""
        n_history, n_test = np.diff(self.history_offsets), np.diff(self.test_offsets)
        history_kept, test_kept = np.repeat(kept, n_history), np.repeat(kept, n_test)
        return replace(
            self,
            user_ids=self.user_ids[kept],
            sources=self.sources[kept],
            history_books=self.history_books[history_kept],
            history_ratings=self.history_ratings[history_kept],
            history_offsets=_offsets(n_history[kept]),
            test_books=self.test_books[test_kept],
            test_ratings=self.test_ratings[test_kept],
            test_offsets=_offsets(n_test[kept]),
        )

    def select_test(self, kept: NDArray[np.bool_]) -> Self:
        """Keep the test rows where `kept`, shape (n_test_rows,), and every user.

        A user may be left with no test row; metrics give such a user NaN.
        """
        n_kept = np.bincount(self.test_users[kept], minlength=len(self))
        return replace(
            self,
            test_books=self.test_books[kept],
            test_ratings=self.test_ratings[kept],
            test_offsets=_offsets(n_kept),
        )


def build_cases(
    ratings: pd.DataFrame,
    book_ids: Sequence[str],
    split: SplitSettings,
    part: Part = "test",
    max_history: int | None = None,
    max_users: int | None = None,
) -> Cases:
    """Build the cases of one part of the users.

    Users with fewer than `split.min_ratings` ratings are left out; of more than `max_users` others
    a part is drawn, by the seed and their ids. A history takes the smaller of
    `max_history` and the floor of `split.history_share` of the user's ratings, at least one.

    Args:
        ratings: The ratings table (user_id, book_id, rating, source), texts or categories.
        book_ids: Ids of the books table in its order.
        split: Seed, shares and limits.
        part: The users to take; "all" for ratings whose users nobody trained on.
        max_history: Overrides `split.max_history`.
        max_users: Users, at most; None takes all.

    Returns:
        The cases, users sorted by id.

    Raises:
        DataError: If a rating's book is not in the catalogue, or no user is left.
    """
    limit = split.max_history if max_history is None else max_history
    frame = _select_users(ratings, split, part)
    n_users = frame["user_id"].nunique()
    drawn_from = None
    if max_users is not None and n_users > max_users:
        frame, drawn_from = _draw_users(frame, max_users, split.seed), n_users
    # Categories would be sorted and joined as numbers.
    frame = frame.astype({"user_id": str, "book_id": str, "source": str})
    book_nums = pd.Index(book_ids).get_indexer(pd.Index(frame["book_id"]))
    if (book_nums < 0).any():
        unknown = frame["book_id"].iloc[int(np.argmax(book_nums < 0))]
        raise DataError(
            f"ratings: book_id {unknown!r} is not in the books table; run bookrec clean"
        )
    frame = frame.assign(book_num=book_nums, priority=_priorities(frame, split.seed))
    frame = frame.sort_values(["user_id", "priority"], kind="stable")
    users = frame.groupby("user_id", sort=True)
    n_ratings = users.size()
    n_history = np.clip(np.floor(split.history_share * n_ratings.to_numpy()), 1, limit)
    n_history = n_history.astype(np.int64)
    position = users.cumcount().to_numpy()
    in_history = position < np.repeat(n_history, n_ratings.to_numpy())
    books, stars = frame["book_num"].to_numpy(np.int64), frame["rating"].to_numpy(np.float32)
    return Cases(
        user_ids=n_ratings.index.to_numpy(str),
        sources=users["source"].first().to_numpy(str),
        history_books=books[in_history],
        history_ratings=stars[in_history],
        history_offsets=_offsets(n_history),
        test_books=books[~in_history],
        test_ratings=stars[~in_history],
        test_offsets=_offsets(n_ratings.to_numpy() - n_history),
        n_books=len(book_ids),
        drawn_from=drawn_from,
    )


def select_part(ratings: pd.DataFrame, split: SplitSettings, part: Part) -> pd.DataFrame:
    """Keep the ratings of one part of the users."""
    if part == "all":
        return ratings
    user_ids = ratings["user_id"].unique()
    kept = user_ids[assign_splits(user_ids, split) == part]
    return ratings[ratings["user_id"].isin(kept)]


def _select_users(ratings: pd.DataFrame, split: SplitSettings, part: Part) -> pd.DataFrame:
    selected = select_part(ratings, split, part)
    n_ratings = selected.groupby("user_id")["rating"].transform("size")
    selected = selected[n_ratings >= split.min_ratings]
    if selected.empty:
        raise DataError(
            f"ratings: no {part} user has {split.min_ratings} ratings or more; "
            "add ratings or lower split.min_ratings"
        )
    return selected


def _draw_users(frame: pd.DataFrame, n: int, seed: int) -> pd.DataFrame:
    """Keep `n` users: those with the smallest random numbers."""
    user_ids = frame["user_id"].unique()
    kept = np.argsort(_hash(user_ids, seed), kind="stable")[:n]
    return frame[frame["user_id"].isin(user_ids[kept])]


def _priorities(frame: pd.DataFrame, seed: int) -> NDArray[np.uint64]:
    """Draw a random number for each rating from the seed, the user and the book."""
    return _hash(frame["user_id"] + "\t" + frame["book_id"], seed)


def _hash(texts: "pd.Series[str] | NDArray[np.object_]", seed: int) -> NDArray[np.uint64]:
    keys = np.asarray(texts, dtype=object)
    return pd.util.hash_array(keys, hash_key=f"{seed:016d}"[-16:], categorize=False)


def _offsets(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)


def _bounds(offsets: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    yield from zip(offsets[:-1].tolist(), offsets[1:].tolist(), strict=True)
