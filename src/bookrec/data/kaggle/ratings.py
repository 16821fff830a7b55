"""The rows of the ratings files as clean ratings of named books."""

from collections.abc import Iterator, Sequence
from typing import overload

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bookrec.data.matching.join_index import RatedTitle
from bookrec.data.tables.rowlog import RowLog
from bookrec.data.tables.schema import MAX_RATING, MIN_RATING
from bookrec.data.tables.text_numbers import renamed
from bookrec.data.text.clean import clean_name
from bookrec.data.text.values import parse_number

STARS = {
    "did not like it": 1.0,
    "it was ok": 2.0,
    "liked it": 3.0,
    "really liked it": 4.0,
    "it was amazing": 5.0,
}
PLACEHOLDER = "this user doesn't have any rating"
REASONS = (
    "",
    "rating repeated",
    "unknown rating",
    "no title",
    "no user id",
    "placeholder: user without ratings",
)
_USABLE = 0
_TITLES_AT_ONCE = 65_536


def clean_ratings(raw: pd.DataFrame, dropped: RowLog) -> pd.DataFrame:
    """Clean the ratings of all files.

    A user who rates one name twice keeps the rating of the last file and line.

    Args:
        raw: What `read_ratings` returned for every file, with the file name as `source`.
        dropped: Receives the rows that are no ratings.

    Returns:
        Columns `user_id`, `name` (cleaned, both categorical), `rating`, `source`, `line`; one row
        for each user and name.
    """
    texts = raw["stars"].cat.categories
    written = raw["stars"].cat.codes.to_numpy()
    values = np.array([_stars(text) or np.nan for text in texts], dtype=np.float32)
    is_placeholder = np.array(
        [text.strip().casefold() == PLACEHOLDER for text in texts], dtype=bool
    )
    frame = pd.DataFrame(
        {
            "user_id": renamed(raw["user_id"], str.strip),
            "name": renamed(raw["name"], clean_name),
            "rating": values[written],
            "source": raw["source"],
            "line": raw["line"],
        }
    )
    reason = _find_reasons(frame, is_placeholder[written])
    log_rows(dropped, reason, raw)
    usable: pd.DataFrame = frame[reason == _USABLE].reset_index(drop=True)
    usable["name"] = usable["name"].cat.remove_unused_categories()
    return usable


def log_rows(dropped: RowLog, reason: NDArray[np.int8], raw: pd.DataFrame) -> None:
    """Log every row that has a reason, in order.

    Args:
        dropped: Where to log.
        reason: Number of each row's reason in `REASONS`, 0 for none, shape (n_rows,).
        raw: Columns `source`, `line`, `name`, aligned with `reason`.
    """
    rows = raw[["source", "line", "name"]][reason != _USABLE]
    for why, (source, line, name) in zip(
        reason[reason != _USABLE].tolist(), rows.itertuples(index=False, name=None), strict=True
    ):
        dropped.add(REASONS[why], source, line, name)


class RatedTitles(Sequence[RatedTitle]):
    """The distinct titles of the ratings, as columns.

    Attributes:
        names: Cleaned names in sorted order.
        n_ratings: Ratings under each name, shape (n_titles,), int64.
        mean_ratings: Their means in stars, shape (n_titles,), float32.
    """

    def __init__(
        self, names: pd.Index, n_ratings: NDArray[np.int64], mean_ratings: NDArray[np.float32]
    ) -> None:
        """Hold columns of one length."""
        self.names, self.n_ratings, self.mean_ratings = names, n_ratings, mean_ratings

    def __len__(self) -> int:
        """Count the titles."""
        return len(self.names)

    @overload
    def __getitem__(self, number: int) -> RatedTitle: ...
    @overload
    def __getitem__(self, number: slice) -> "RatedTitles": ...
    def __getitem__(self, number: int | slice) -> "RatedTitle | RatedTitles":
        """Return one title, or some."""
        if isinstance(number, slice):
            return RatedTitles(
                self.names[number], self.n_ratings[number], self.mean_ratings[number]
            )
        return RatedTitle(
            self.names[number], int(self.n_ratings[number]), float(self.mean_ratings[number])
        )

    def __iter__(self) -> Iterator[RatedTitle]:
        """Go through the titles, some at a time as Python objects."""
        for start in range(0, len(self), _TITLES_AT_ONCE):
            some = self[start : start + _TITLES_AT_ONCE]
            yield from map(
                RatedTitle, some.names.tolist(), some.n_ratings.tolist(), some.mean_ratings.tolist()
            )


def rated_titles(ratings: pd.DataFrame) -> RatedTitles:
    """Count each distinct title of the ratings.

    Args:
        ratings: What `clean_ratings` returned.

    Returns:
        Titles in the order of the categories of `name`.
    """
    names, numbers = ratings["name"].cat.categories, ratings["name"].cat.codes.to_numpy()
    n_ratings = np.bincount(numbers, minlength=len(names))
    sums = np.bincount(numbers, weights=ratings["rating"].to_numpy(), minlength=len(names))
    return RatedTitles(names, n_ratings, (sums / n_ratings).astype(np.float32))


def _find_reasons(frame: pd.DataFrame, is_placeholder: NDArray[np.bool_]) -> NDArray[np.int8]:
    """Find why rows are no ratings, as numbers of `REASONS`, shape (n_rows,)."""
    users, names = (frame[column].cat.codes.to_numpy() for column in ("user_id", "name"))
    # One number for each pair of user and name; a missing one is -1 and counts too.
    pairs = (users.astype(np.int64) + 1) * (len(frame["name"].cat.categories) + 1) + (names + 1)
    is_repeated = pd.Series(pairs).duplicated(keep="last").to_numpy()
    reason = np.full(len(frame), _USABLE, dtype=np.int8)
    # The last one that is true counts.
    for why, is_true in (
        ("rating repeated", is_repeated),
        ("unknown rating", frame["rating"].isna().to_numpy()),
        ("no title", names < 0),
        ("no user id", users < 0),
        ("placeholder: user without ratings", is_placeholder),
    ):
        reason[is_true] = REASONS.index(why)
    return reason


def _stars(text: str) -> float | None:
    """Read Goodreads' words, or a number of stars from 0.5 to 5."""
    words = text.strip().casefold()
    return STARS.get(words) or parse_number(words, smallest=MIN_RATING, largest=MAX_RATING)
