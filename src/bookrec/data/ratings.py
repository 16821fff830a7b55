"""The rows of the ratings files as clean ratings of named books."""

from collections.abc import Callable

import pandas as pd

from bookrec.data.join_index import RatedTitle
from bookrec.data.rowlog import RowLog
from bookrec.data.text import clean_name
from bookrec.data.values import parse_number

STARS = {
    "did not like it": 1.0,
    "it was ok": 2.0,
    "liked it": 3.0,
    "really liked it": 4.0,
    "it was amazing": 5.0,
}
PLACEHOLDER = "this user doesn't have any rating"


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
    text = raw["stars"].cat.categories
    stars = raw["stars"].map(dict(zip(text, map(_stars, text), strict=True))).astype("float32")
    is_placeholder = raw["stars"].map(
        {value: value.strip().casefold() == PLACEHOLDER for value in text}
    )
    user_id = _renamed(raw["user_id"], str.strip)
    name = _renamed(raw["name"], clean_name)
    frame = pd.DataFrame(
        {
            "user_id": user_id,
            "name": name,
            "rating": stars,
            "source": raw["source"],
            "line": raw["line"],
        }
    )
    reason = pd.Series("", index=raw.index)
    reason[stars.isna()] = "unknown rating"
    reason[name.isna()] = "no title"
    reason[user_id.isna()] = "no user id"
    reason[is_placeholder.astype(bool)] = "placeholder: user without ratings"
    is_repeated = frame.duplicated(["user_id", "name"], keep="last") & (reason == "")
    reason[is_repeated] = "rating repeated"
    log_rows(dropped, reason, raw)
    frame = frame[reason == ""]
    return frame.assign(name=frame["name"].cat.remove_unused_categories())


def log_rows(dropped: RowLog, reason: pd.Series, raw: pd.DataFrame) -> None:
    """Log every row that has a reason, in order.

    Args:
        dropped: Where to log.
        reason: Reason of each row, "" for none.
        raw: Columns `source`, `line`, `name`, aligned with `reason`.
    """
    rows = raw.loc[reason != "", ["source", "line", "name"]]
    for why, (source, line, name) in zip(
        reason[reason != ""], rows.itertuples(index=False, name=None), strict=True
    ):
        dropped.add(why, source, line, name)


def rated_titles(ratings: pd.DataFrame) -> list[RatedTitle]:
    """Count each distinct title of the ratings.

    Args:
        ratings: What `clean_ratings` returned.

    Returns:
        Titles in the order of the categories of `name`.
    """
    per_name = ratings.groupby("name", observed=False)["rating"].agg(["size", "mean"])
    return [RatedTitle(name, size, mean) for name, size, mean in per_name.itertuples(name=None)]


def _renamed(values: pd.Series, clean: Callable[[str], str]) -> pd.Series:
    """Clean the categories, each once; blank ones become missing."""
    cleaned = {value: clean(value) or None for value in values.cat.categories}
    return values.map(cleaned).astype("category")


def _stars(text: str) -> float | None:
    """Read Goodreads' words, or a number of stars from 1 to 5."""
    words = text.strip().casefold()
    return STARS.get(words) or parse_number(words, smallest=1, largest=5)
