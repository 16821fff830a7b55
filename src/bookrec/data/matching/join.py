"""Which catalogue book a rating means.

A rating names a book by title and series, without author. Titles are compared by key; among books
of one title, series and volume decide, then how often the books are rated and how well the average
ratings agree. Books of the all-books data set stand among the candidates, so that a title whose
author is not on the Best Books list is not taken for another author's. Where no book has the title
as it stands, editions, subtitles, and lastly the place in the series are tried.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log1p

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz import fuzz

from bookrec.data.matching.editions import is_other_work
from bookrec.data.matching.evidence import (
    IMPOSSIBLE,
    OTHER_SERIES,
    SAME_SERIES,
    UNKNOWN,
    SeriesNames,
    series_evidence,
)
from bookrec.data.matching.join_index import (
    ParsedTitle,
    RatedTitle,
    TitleIndex,
    observed_series_names,
)
from bookrec.data.text.titles import edition_key, main_title, series_key
from bookrec.engine import Engine, LocalEngine

TITLES = 4096
"""Titles matched at a time."""

# A title of this many words is hardly shared by two books, whatever their series are called.
_TELLING_WORDS = 5
_TELLING_MAIN_WORDS = 3
_ARTICLES = frozenset({"the", "a", "an"})
_WELL_KNOWN = log1p(20_000)
_SIMILAR = 85
# How far the mean rating of one title may stray from the book's average on Goodreads: standard
# deviations of the difference between the two groups of raters, and of a single rating.
_GROUP_DEVIATION = 0.3
_RATING_DEVIATION = 2.0


@dataclass(frozen=True, slots=True)
class TitleMatch:
    """The book a rated title means.

    Attributes:
        book_num: Row number of the book, or -1.
        how: How it was found: "title", "edition", "subtitle", "series"; or why not.
        rivals: Row numbers of other works that the title could have meant.
        settled_by: What decided between rivals, "" where there were none.
    """

    book_num: int
    how: str
    rivals: tuple[int, ...] = ()
    settled_by: str = ""

    @property
    def found(self) -> bool:
        """Whether there is a book."""
        return self.book_num >= 0

    def __reduce__(self) -> tuple[type["TitleMatch"], tuple[object, ...]]:
        """Travel as plain values: dataclasses with slots take several times as long."""
        return TitleMatch, (self.book_num, self.how, self.rivals, self.settled_by)


NO_BOOK = TitleMatch(-1, "no book of this title")
ONLY_OTHER_SERIES = TitleMatch(-1, "only books of other series")


def match_titles(
    titles: Sequence[RatedTitle], books: pd.DataFrame, engine: Engine | None = None
) -> list[TitleMatch]:
    """Find the book that each rated title means.

    Args:
        titles: Distinct rated titles.
        books: Catalogue with columns `title`, `series`, `volume`, `volume_last`, `title_key`,
            `author_key`, `work_id`, `n_ratings`, `average_rating`.
        engine: Where titles are matched; by default here.

    Returns:
        One match for each title, in order.
    """
    engine = engine or LocalEngine()
    catalogue = TitleIndex(books)
    parts = [titles[start : start + TITLES] for start in range(0, len(titles), TITLES)]
    # Titles are taken apart twice rather than all kept: there are far more than books.
    observed = engine.map(_observe_series_names, catalogue, parts)
    matcher = _Matcher(catalogue, SeriesNames(pair for pairs in observed for pair in pairs))
    return [match for matches in engine.map(_match_part, matcher, parts) for match in matches]


def book_nums_of(matches: Sequence[TitleMatch]) -> NDArray[np.int32]:
    """Return the row number of each title's book, or -1, shape (n_titles,)."""
    return np.fromiter((match.book_num for match in matches), np.int32, len(matches))


def _observe_series_names(
    catalogue: TitleIndex, titles: Sequence[RatedTitle]
) -> set[tuple[str, str, str]]:
    with_series = (ParsedTitle(title) for title in titles if "(" in title.name)
    return set(observed_series_names(with_series, catalogue))


def _match_part(matcher: "_Matcher", titles: Sequence[RatedTitle]) -> list[TitleMatch]:
    return [matcher.match(ParsedTitle(title)) for title in titles]


class _Matcher:
    """Finds books in a catalogue, one title at a time."""

    def __init__(self, catalogue: TitleIndex, names: SeriesNames) -> None:
        self._catalogue = catalogue
        self._names = names

    def match(self, query: ParsedTitle) -> TitleMatch:
        match = NO_BOOK
        for how, candidates in self._candidates(query):
            if not candidates:
                continue
            weights = {number: self._evidence(query, number) for number in candidates}
            if any(_is_acceptable(weight, query.key) for weight in weights.values()):
                return self._settled(query, how, weights)
            match = ONLY_OTHER_SERIES
        return match

    def _candidates(self, query: ParsedTitle) -> Iterator[tuple[str, list[int]]]:
        """List the books a title may mean, surest way first."""
        yield "title", self._catalogue.by_title.get(query.key, [])
        yield "edition", self._catalogue.by_edition.get(edition_key(query.bare), [])
        yield "subtitle", self._by_subtitle(query)
        yield "series", self._by_place(query)

    def _by_subtitle(self, query: ParsedTitle) -> list[int]:
        """Find the books of one author whose title has another subtitle, or none.

        A main title of one word ("Cotton: The Biography of …") must be of the same series, one of
        two of the same series or a well-known book.
        """
        main = main_title(query.bare)
        found = [
            number
            for number in self._catalogue.by_main.get(main, ())
            if _differ_by_subtitle(query.key, self._catalogue.title_keys[number], len(main))
        ]
        n_words = len([word for word in main.split() if word not in _ARTICLES])
        if n_words < _TELLING_MAIN_WORDS:
            found = [
                number
                for number in found
                if self._evidence(query, number) >= SAME_SERIES
                or (self._catalogue.popularity[number] >= _WELL_KNOWN and n_words > 1)
            ]
        return found if len({self._catalogue.authors[number] for number in found}) == 1 else []

    def _by_place(self, query: ParsedTitle) -> list[int]:
        """Find the volume of a series whose title is spelt a little differently, or its box set."""
        return [
            number
            for place in query.places
            if place.volume is not None
            for number in self._catalogue.by_place.get(place, ())
            if place.volume_last != place.volume
            or _are_similar(query.key, self._catalogue.title_keys[number], place.series)
        ]

    def _evidence(self, query: ParsedTitle, number: int) -> float:
        place = self._catalogue.places[number]
        return series_evidence(query.places, place, query.key, self._names)

    def _settled(self, query: ParsedTitle, how: str, weights: Mapping[int, float]) -> TitleMatch:
        """Choose among books of which at least one is acceptable."""
        scores = {
            number: weight
            + self._catalogue.popularity[number]
            + _agreement(query.rated, self._catalogue.average_ratings[number])
            for number, weight in weights.items()
            if _is_acceptable(weight, query.key)
        }
        best = max(sorted(scores), key=scores.__getitem__)
        work = self._catalogue.works[best]
        rivals = tuple(
            number for number in sorted(weights) if self._catalogue.works[number] != work
        )
        return TitleMatch(best, how, rivals, _settled_by(best, rivals, weights) if rivals else "")


def _is_acceptable(weight: float, title_key: str) -> bool:
    """Whether a title may mean a book; another series is forgiven to telling titles alone."""
    if len(title_key.split()) >= _TELLING_WORDS:
        return weight > IMPOSSIBLE
    return weight > OTHER_SERIES


def _differ_by_subtitle(one: str, other: str, length: int) -> bool:
    """Whether two titles of one main title are one work, as far as subtitles tell.

    Args:
        one: Title key.
        other: Title key with the same main title.
        length: Length of the main title's key.
    """
    if is_other_work(one[length:]) or is_other_work(other[length:]):
        return False
    shorter, longer = sorted((one, other), key=len)
    return longer.startswith(shorter) or fuzz.ratio(one, other) >= _SIMILAR


def _are_similar(one: str, other: str, series: str) -> bool:
    """Whether two titles of one volume are one title; words may be missing.

    Not so where the title is the series' own name: then any volume's title may contain it.
    """
    similarity = fuzz.ratio if series_key(other) == series else fuzz.token_set_ratio
    return similarity(one, other) >= _SIMILAR


def _settled_by(best: int, rivals: Sequence[int], weights: Mapping[int, float]) -> str:
    strongest = max(weights[number] for number in rivals)
    if weights[best] <= max(strongest, UNKNOWN):
        return "popularity and average rating"
    return "series and volume" if weights[best] > SAME_SERIES else "series"


def _agreement(rated: RatedTitle, average_rating: float) -> float:
    """Log likelihood of the mean rating of a title, given the book's average on Goodreads."""
    if average_rating != average_rating:
        return 0.0
    variance = _GROUP_DEVIATION**2 + _RATING_DEVIATION**2 / rated.n_ratings
    return float(-((rated.mean_rating - average_rating) ** 2) / (2 * variance))
