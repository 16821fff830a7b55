"""Recommendations for every user of a ratings file at once."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from bookrec.artifacts import open_lineage
from bookrec.data.clean import clean_other_ratings
from bookrec.files import BOOKS
from bookrec.scoring.history import History
from bookrec.scoring.recommender import Recommender
from bookrec.settings import Settings


class UserRecommendation(NamedTuple):
    """One row of the output: a user's recommendation at one rank, from 1."""

    user_id: str
    rank: int
    book_id: str
    title: str
    author: str
    predicted_rating: float


def recommend_users(
    settings: Settings, path: Path, n: int | None = None
) -> Iterator[UserRecommendation]:
    """Recommend for all users of ratings files in the Kaggle format.

    Args:
        settings: All settings.
        path: A file with the columns ID, Name, Rating, or a folder with user_rating*.csv files.
        n: Books per user; by default the setting.

    Yields:
        Rows sorted by user and rank. A user none of whose titles joins a book has none.

    Raises:
        ArtifactError: If the recommender is missing or damaged.
        DataError: If the ratings cannot be used.
    """
    recommender = Recommender.load(settings.artifacts_dir, settings.recommend)
    books = pd.read_parquet(open_lineage(settings.artifacts_dir, "tune")["clean"].path(BOOKS))
    ratings, _ = clean_other_ratings(path, books, settings.clean)
    user_ids, histories = _histories(ratings, books)
    lists = recommender.recommend_users(histories, n)
    for user_id, history, nums in zip(user_ids, histories, lists, strict=True):
        predicted = recommender.scorer.predict(history, nums)
        for rank, (num, stars) in enumerate(zip(nums.tolist(), predicted, strict=True), start=1):
            yield UserRecommendation(
                user_id=user_id,
                rank=rank,
                book_id=recommender.catalog.cell("book_id", num),
                title=recommender.catalog.cell("title", num),
                author=recommender.catalog.cell("author", num),
                predicted_rating=round(float(stars), 3),
            )


def _histories(ratings: pd.DataFrame, books: pd.DataFrame) -> tuple[list[str], list[History]]:
    """Cut ratings sorted by user into one history each."""
    nums = pd.Index(books["book_id"]).get_indexer(pd.Index(ratings["book_id"])).astype(np.int64)
    stars = ratings["rating"].to_numpy(np.float32)
    user_ids, starts = np.unique(ratings["user_id"].to_numpy(str), return_index=True)
    parts = zip(np.split(nums, starts[1:]), np.split(stars, starts[1:]), strict=True)
    return user_ids.tolist(), [History(*part) for part in parts]
