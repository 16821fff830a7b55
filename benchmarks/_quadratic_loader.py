"""The usual way to draw triplets: look at every book for every item.

`QuadraticSampler` draws the same kinds of positives and negatives as `TripletSampler`, one item at
a time, scanning the whole catalogue in each `__getitem__` the way hand-written `Dataset` classes
do. An epoch so costs the square of the catalogue. It is the alternative that `train.py` measures
against; nothing else uses it.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bookrec.head.relations import RelationName
from bookrec.head.triplets import TripletBatch
from bookrec.settings import TrainSettings

IntArray = NDArray[np.int64]


class QuadraticSampler:
    def __init__(
        self,
        books: pd.DataFrame,
        ratings: pd.DataFrame,
        descriptions: NDArray[np.float32],
        settings: TrainSettings,
    ) -> None:
        self._series = books["series"].tolist()
        self._authors = books["author_key"].tolist()
        self._genres = [set(genres) for genres in books["genres"]]
        self._descriptions = descriptions
        self._settings = settings
        liked = ratings[ratings["rating"] >= settings.liked_rating]
        by_book = liked.groupby("book_id")["user_id"].agg(set).to_dict()
        self._likers: list[set[str]] = [by_book.get(book, set()) for book in books["book_id"]]

    def __len__(self) -> int:
        return len(self._series)

    def __getitem__(self, item: int) -> dict[RelationName, list[int]]:
        """Find the positives of one book by looking at all books."""
        everyone = range(len(self))
        k, fewest = self._settings.n_neighbours, self._settings.min_co_ratings
        series, author = self._series[item], self._authors[item]
        genres, likers = self._genres[item], self._likers[item]
        overlap = [len(genres & other) / max(len(genres | other), 1) for other in self._genres]
        common = [len(likers & other) for other in self._likers]
        cosines = self._descriptions @ self._descriptions[item]
        found: dict[RelationName, list[int]] = {
            "series": [i for i in everyone if series is not None and self._series[i] == series],
            "author": [i for i in everyone if self._authors[i] == author],
            "co_rating": [i for i in everyone if common[i] >= fewest],
            "genre": sorted(everyone, key=overlap.__getitem__, reverse=True)[: k + 1],
            "description": np.argsort(-cosines)[: k + 1].tolist(),
        }
        return {name: [i for i in books if i != item] for name, books in found.items()}

    def batches(self, items: IntArray, rng: np.random.Generator) -> Iterator[TripletBatch]:
        """Draw the batches of an epoch over `items`."""
        order = rng.permutation(items)
        size = self._settings.batch_size
        for start in range(0, len(order), size):
            yield self._collate(order[start : start + size], rng)

    def _collate(self, anchors: IntArray, rng: np.random.Generator) -> TripletBatch:
        positives = [self[int(anchor)] for anchor in anchors]
        drawn = {
            name: np.array([rng.choice(lists[name]) if lists[name] else -1 for lists in positives])
            for name in positives[0]
        }
        n_random = self._settings.n_random + len(anchors)
        pool = np.unique(
            np.concatenate([anchors, *drawn.values(), rng.integers(0, len(self), n_random)])
        )
        pool = pool[pool >= 0]
        other_series = np.ones((len(anchors), len(pool)), bool)
        unrelated = np.ones((len(anchors), len(pool)), bool)
        for row, (anchor, lists) in enumerate(zip(anchors, positives, strict=True)):
            kin = {int(anchor), *lists["series"]}
            other_series[row] = [book not in kin for book in pool.tolist()]
            kin.update(lists["author"], lists["co_rating"])
            unrelated[row] = [book not in kin for book in pool.tolist()]
        return TripletBatch(
            books=pool,
            anchors=np.searchsorted(pool, anchors),
            positives={
                name: np.where(books >= 0, np.searchsorted(pool, books), -1)
                for name, books in drawn.items()
            },
            other_series=other_series,
            unrelated=unrelated,
            shift=int(rng.integers(1, len(pool))),
        )
