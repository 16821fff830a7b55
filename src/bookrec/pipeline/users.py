"""Recommendations for every user of a ratings file at once."""

import platform
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from bookrec.data.kaggle.clean import clean_other_ratings
from bookrec.data.tables.ids import row_numbers
from bookrec.engine import open_engine
from bookrec.errors import ArtifactError
from bookrec.scoring.catalog.catalog import Catalog
from bookrec.scoring.index import from_anywhere
from bookrec.scoring.model.history import History
from bookrec.scoring.recommender import BareList, Recommender
from bookrec.settings import RecommendSettings, Settings
from bookrec.storage.artifacts import latest_fingerprint, open_lineage
from bookrec.storage.files import BOOKS, SERVED

USERS = 128
"""Users recommended for at a time."""


class UserRecommendation(NamedTuple):
    """One row of the output: a user's recommendation at one rank, from 1."""

    user_id: str
    rank: int
    book_id: str
    title: str
    author: str
    predicted_rating: float


class _Source(NamedTuple):
    """Which recommender to load, and how long its lists are."""

    artifacts_dir: Path
    fingerprint: str
    settings: RecommendSettings
    n: int | None


def recommend_users(
    settings: Settings,
    path: Path,
    n: int | None = None,
    tell_left_out: Callable[[str, str], None] = lambda user_id, why: None,
) -> Iterator[UserRecommendation]:
    """Recommend for all users of ratings files in the Kaggle format.

    Every process that takes part opens the recommender's files by their path.

    Args:
        settings: All settings.
        path: A file with the columns ID, Name, Rating, or a folder with user_rating*.csv files.
        n: Books per user; by default the setting.
        tell_left_out: Called with the id of each user who gets nothing, and why, before the rows.

    Yields:
        Rows sorted by user and rank. A user none of whose titles joins a book has none.

    Raises:
        ArtifactError: If the recommender is missing or damaged, or not there for a worker.
        ConfigError: If there is no such cluster.
        DataError: If the ratings cannot be used.
    """
    lineage = open_lineage(settings.artifacts_dir, SERVED)
    wishes = settings.recommend
    if wishes.index is not None:
        wishes = wishes.model_copy(update={"index": from_anywhere(wishes.index)})
    source = _Source(
        settings.artifacts_dir.resolve(), lineage[SERVED].manifest.fingerprint, wishes, n
    )
    catalog = _load(source).catalog
    books = pd.read_parquet(lineage["clean"].path(BOOKS))
    ratings, _, left_out = clean_other_ratings(path, books, settings.clean)
    for left in left_out.items():
        tell_left_out(*left)
    user_ids, histories = _histories(ratings, books)
    parts = [histories[start : start + USERS] for start in range(0, len(histories), USERS)]
    users = iter(user_ids)
    with open_engine(settings.engine) as engine:
        for lists in engine.map(_recommend, source, parts):
            for made in lists:
                yield from _rows(next(users), made, catalog)


def _recommend(source: _Source, histories: list[History]) -> list[BareList]:
    """Recommend for a few users.

    On one thread, as sums that threads share are rounded as they are shared: so the lists are the
    same on any number of cores and workers.
    """
    with threadpool_limits(1):
        return list(_load(source).recommend_users(histories, source.n))


@lru_cache(maxsize=1)
def _load(source: _Source) -> Recommender:
    """Load the recommender, once in a process.

    Raises:
        ArtifactError: If it is damaged, or this machine has another one or none.
    """
    folder = source.artifacts_dir
    if latest_fingerprint(folder, SERVED) != source.fingerprint:
        raise ArtifactError(
            f"{platform.node()}: {folder} does not hold the artifacts of this command; share that "
            "folder with every worker, or copy it there"
        )
    return Recommender.load(folder, source.settings)


def _rows(user_id: str, made: BareList, catalog: Catalog) -> Iterator[UserRecommendation]:
    pairs = zip(made.nums.tolist(), made.stars.tolist(), strict=True)
    for rank, (num, predicted) in enumerate(pairs, start=1):
        yield UserRecommendation(
            user_id=user_id,
            rank=rank,
            book_id=catalog.cell("book_id", num),
            title=catalog.cell("title", num),
            author=catalog.cell("author", num),
            predicted_rating=round(predicted, 3),
        )


def _histories(ratings: pd.DataFrame, books: pd.DataFrame) -> tuple[list[str], list[History]]:
    """Cut ratings sorted by user into one history each."""
    nums = row_numbers(ratings["book_id"], books["book_id"])
    stars = ratings["rating"].to_numpy(np.float32)
    user_ids, starts = np.unique(ratings["user_id"].to_numpy(str), return_index=True)
    parts = zip(np.split(nums, starts[1:]), np.split(stars, starts[1:]), strict=True)
    return user_ids.tolist(), [History(*part) for part in parts]
