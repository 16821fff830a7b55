"""The grounds of a list: one or two for each book, none twice, and what speaks against if anything.

A ground for many books is none for this one, so a rated book speaks for the book that owes it more
than the rest of the list does, and once. It must be a book of the catalogue: of others too little
is known to persuade.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bookrec.scoring.catalog.catalog import Catalog
from bookrec.scoring.explain.likes import LIKED, Likes
from bookrec.scoring.explain.reasons import (
    describe_contribution,
    describe_genres,
    describe_like_minded,
    describe_popularity,
)
from bookrec.scoring.explain.recommendation import Contribution, Reason
from bookrec.scoring.readers.reader import Reader

_N_FOR = 2
_N_READERS = 3
"""Books of a list for which other readers speak: numbers down a whole list tire."""
_MIN_FOR, _MIN_AGAINST = 0.05, 0.1
"""Stars that a rated book must add or take to be named."""
_MIN_SHARE = 0.4
"""And what share of the most that any adds."""
_N_AGAINST = 3
"""Books of a list of which something is said against them: more would be a tune."""
_LESS_THAN_OTHERS = 0.4
"""Stars below the average from which a prediction speaks against a book."""


@dataclass(frozen=True)
class Listed:
    """A list to be explained.

    Attributes:
        nums: Book numbers, best first, shape (n,).
        predicted: Stars, shape (n,).
        terms: What each history book adds, in stars, shape (n, n_history).
        likeness: How each book is like what was asked, shape (n,); "" where nothing was.
    """

    nums: NDArray[np.int64]
    predicted: NDArray[np.float32]
    terms: NDArray[np.float32]
    likeness: Sequence[str]


def find_grounds(
    catalog: Catalog, reader: Reader, listed: Listed, likes: Likes | None
) -> list[tuple[Reason, ...]]:
    """Find the reasons of each book of a list, those against it last."""
    grounds = _Grounds(catalog, reader, listed, likes)
    return [grounds.of(place) for place in range(len(listed.nums))]


class _Grounds:
    """Gives out reasons down the list, none twice."""

    def __init__(
        self, catalog: Catalog, reader: Reader, listed: Listed, likes: Likes | None
    ) -> None:
        self.catalog, self.reader, self.listed = catalog, reader, listed
        self.given: set[str] = set()
        self.n_against = 0
        history = reader.history
        self.n_known = len(history.book_nums)
        self.ratings = history.all_ratings[: self.n_known]
        terms = listed.terms[:, : self.n_known]
        # A rated book that adds the same to all books of the list tells nothing of any.
        self.telling = terms - terms.mean(axis=0) / 2 if len(terms) else terms
        liked = history.book_nums[history.ratings >= LIKED]
        self.liked = liked.tolist()
        self.by_readers = dict.fromkeys(range(len(listed.nums)), "")
        if likes is not None and self.liked:
            counts, total = likes.count_shared(liked, listed.nums)
            for place in np.argsort(-counts, kind="stable")[:_N_READERS].tolist():
                text = describe_like_minded(int(counts[place]), total, len(liked))
                self.by_readers[place] = text or ""

    def of(self, place: int) -> tuple[Reason, ...]:
        """Take the first reasons for a book that were not given yet, and one against it.

        Likeness to what was asked is always given.
        """
        chosen: list[Reason] = []
        for reason in self._speaks_for(place):
            is_new = reason.kind == "likeness" or reason.text not in self.given
            if len(chosen) < _N_FOR and is_new:
                chosen.append(reason)
                self.given.add(reason.text)
        if not chosen:
            chosen += self._popularity(place)
        chosen += self._speaks_against(place)
        return tuple(chosen)

    def _speaks_for(self, place: int) -> Iterator[Reason]:
        num = int(self.listed.nums[place])
        if self.listed.likeness[place]:
            yield Reason("likeness", self.listed.likeness[place])
        yield from self._series(num)
        rated = [reason for reason in self._rated(place) if reason.text not in self.given]
        yield from rated[:1]
        named = {book_id for reason in rated[:1] for book_id in reason.book_ids}
        yield from (reason for reason in self._author(num) if named.isdisjoint(reason.book_ids))
        if self.by_readers[place]:
            yield Reason("readers", self.by_readers[place], self._ids(self.liked))
        yield from rated[1:]
        yield from self._genres(num)

    def _series(self, num: int) -> Iterator[Reason]:
        series_index = self.catalog.series_index
        if series_index.has_begun(num, self.reader.known_nums):
            own = self.reader.known_nums[
                np.isin(self.reader.known_nums, series_index.members(series_index.series_of(num)))
            ]
            name = self.catalog.cell("series", num) or "a series that you began"
            yield Reason("series", f"next unread in {name}", self._ids(own.tolist()))

    def _rated(self, place: int) -> Iterator[Reason]:
        """Name the rated books that speak most for this book, the most telling first."""
        terms = self.listed.terms[place, : self.n_known]
        least = max(_MIN_FOR, _MIN_SHARE * float(terms.max(initial=0)))
        for i in np.argsort(-self.telling[place], kind="stable").tolist():
            if terms[i] >= least and self.ratings[i] >= LIKED:
                yield self._deed(i, float(terms[i]), "rating")

    def _author(self, num: int) -> Iterator[Reason]:
        key = self.catalog.cell("author_key", num)
        for other in self.liked:
            if key and self.catalog.cell("author_key", other) == key:
                title = self.catalog.cell("title", other)
                text = f"by {self.catalog.cell('author', num)}, whose {title} you liked"
                yield Reason("author", text, self._ids([other]))

    def _genres(self, num: int) -> Iterator[Reason]:
        """Name the liked book that shares most genres with this one."""
        genres = self.catalog.cell("genres", num) or []
        theirs = [self.catalog.cell("genres", other) or [] for other in self.liked]
        order = sorted(range(len(theirs)), key=lambda i: -len(set(theirs[i]) & set(genres)))
        for i in order:
            text = describe_genres(genres, [theirs[i]])
            title = self.catalog.cell("title", self.liked[i])
            reason = Reason("genres", f"{text} with {title}", self._ids([self.liked[i]]))
            if text and reason.text not in self.given:
                yield reason
                return

    def _popularity(self, place: int) -> list[Reason]:
        num = int(self.listed.nums[place])
        average, n_ratings = (self.catalog.cell(name, num) for name in _AVERAGE)
        text = describe_popularity(average, n_ratings)
        return [Reason("average", text)] if text else []

    def _speaks_against(self, place: int) -> list[Reason]:
        if self.n_against == _N_AGAINST:
            return []
        found = next(self._against(place), None)
        if found is None:
            return []
        self.n_against += 1
        self.given.add(found.text)
        return [found]

    def _against(self, place: int) -> Iterator[Reason]:
        num = int(self.listed.nums[place])
        terms = self.listed.terms[place, : self.n_known]
        for i in np.argsort(self.telling[place], kind="stable").tolist():
            if terms[i] <= -_MIN_AGAINST and self.ratings[i] < LIKED:
                reason = self._deed(i, float(terms[i]), "against")
                if reason.text not in self.given:
                    yield reason
        average = self.catalog.cell("average_rating", num)
        if self.liked and average is not None:
            if self.listed.predicted[place] < average - _LESS_THAN_OTHERS:
                text = f"although you may like it less than others do ({average:.1f} on average)"
                yield Reason("against", text)

    def _deed(self, place: int, stars: float, kind: str) -> Reason:
        part = Contribution(self.reader.titles[place], float(self.ratings[place]), stars)
        ids = self._ids([int(self.reader.history.book_nums[place])])
        return Reason(kind, describe_contribution(part), ids)

    def _ids(self, nums: Sequence[int]) -> tuple[str, ...]:
        return tuple(self.catalog.cell("book_id", num) for num in nums)


_AVERAGE = ("average_rating", "n_ratings")
