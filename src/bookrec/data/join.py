"""Which catalogue book a rating means.

A rating names a book by title and series, without author. Titles are compared by key; among books
of one title, series and volume decide, then how often the books are rated and how well the average
ratings agree. Books of the all-books data set stand among the candidates, so that a title whose
author is not on the Best Books list is not taken for another author's. Where no book has the title
as it stands, editions, subtitles, and lastly the place in the series are tried.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log1p

import pandas as pd
from rapidfuzz import fuzz

from bookrec.data.evidence import (
    IMPOSSIBLE,
    OTHER_SERIES,
    SAME_SERIES,
    UNKNOWN,
    Place,
    SeriesNames,
    is_publishers_series,
    place_of,
    series_evidence,
)
from bookrec.data.series import SeriesRef
from bookrec.data.titles import edition_key, fold, main_title, split_title
from bookrec.data.works import is_other_work, short_author

# A title of this many words is hardly shared by two books, whatever their series are called.
_TELLING_WORDS = 5
_TELLING_MAIN_WORDS = 3
_SIMILAR_TITLE = 85
# How far the mean rating of one title may stray from the book's average on Goodreads: standard
# deviations of the difference between the two groups of raters, and of a single rating.
_GROUP_DEVIATION = 0.3
_RATING_DEVIATION = 2.0


@dataclass(frozen=True)
class RatedTitle:
    """A title as it stands in the ratings.

    Attributes:
        name: Cleaned name, with series.
        n_ratings: Ratings under this name.
        mean_rating: Their mean, in stars.
    """

    name: str
    n_ratings: int
    mean_rating: float


@dataclass(frozen=True)
class Match:
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


def match_titles(titles: Sequence[RatedTitle], books: pd.DataFrame) -> list[Match]:
    """Find the book that each rated title means.

    Args:
        titles: Distinct rated titles.
        books: Catalogue with columns `title`, `series`, `volume`, `volume_last`, `title_key`,
            `author_key`, `work_id`, `n_ratings`, `average_rating`.

    Returns:
        One match for each title, in order.
    """
    catalogue = _Catalogue(books)
    queries = [_Query(title) for title in titles]
    names = SeriesNames(_observed_pairs(queries, catalogue))
    return [_match(query, catalogue, names) for query in queries]


class _Query:
    """A rated title, taken apart once."""

    def __init__(self, title: RatedTitle) -> None:
        self.rated = title
        bare, refs = split_title(title.name)
        self.bare = bare
        self.key = fold(bare)
        self.places = [place_of(ref) for ref in refs if not is_publishers_series(ref)]


class _Catalogue:
    """The books, indexed by the keys that titles are compared by."""

    def __init__(self, books: pd.DataFrame) -> None:
        self.title_keys = books["title_key"].tolist()
        self.authors = [short_author(key) for key in books["author_key"]]
        self.works = books["work_id"].tolist()
        self.popularity = [log1p(number) for number in books["n_ratings"]]
        self.average_ratings = books["average_rating"].tolist()
        series = zip(books["series"], books["volume"], books["volume_last"], strict=True)
        self.places = [_place(*values) for values in series]
        self.by_title: dict[str, list[int]] = defaultdict(list)
        self.by_edition: dict[str, list[int]] = defaultdict(list)
        self.by_main: dict[str, list[int]] = defaultdict(list)
        self.by_place: dict[Place, list[int]] = defaultdict(list)
        self.edition_keys = [edition_key(title) for title in books["title"]]
        for number, title in enumerate(books["title"]):
            self.by_title[self.title_keys[number]].append(number)
            self.by_edition[self.edition_keys[number]].append(number)
            self.by_main[main_title(title)].append(number)
            place = self.places[number]
            if place and place.volume is not None:
                self.by_place[place].append(number)


def _place(series: str | None, volume: float, volume_last: float) -> Place | None:
    if not isinstance(series, str):
        return None
    if volume != volume:
        return place_of(SeriesRef(series, None, None))
    return place_of(SeriesRef(series, volume, volume_last))


def _observed_pairs(
    queries: Sequence[_Query], catalogue: _Catalogue
) -> Iterator[tuple[str, str, str]]:
    for query in queries:
        for number in catalogue.by_title.get(query.key, ()):
            book = catalogue.places[number]
            if book:
                yield from ((place.series, book.series, query.key) for place in query.places)


def _match(query: _Query, catalogue: _Catalogue, names: SeriesNames) -> Match:
    reason = "no book of this title"
    for how, candidates in _candidates(query, catalogue, names):
        acceptable = {
            number: weight
            for number in candidates
            if (weight := _evidence(query, number, catalogue, names)) > IMPOSSIBLE
            and _is_acceptable(weight, query.key)
        }
        if acceptable:
            return _settled(query, how, acceptable, catalogue)
        if candidates:
            reason = "only books of other series"
    return Match(-1, reason)


def _candidates(
    query: _Query, catalogue: _Catalogue, names: SeriesNames
) -> Iterator[tuple[str, list[int]]]:
    """List the books a title may mean, surest way first."""
    yield "title", catalogue.by_title.get(query.key, [])
    edition = edition_key(query.bare)
    yield "edition", catalogue.by_edition.get(edition, [])
    yield "subtitle", _by_subtitle(query, edition, catalogue, names)
    yield "series", _by_place(query, catalogue)


def _by_subtitle(
    query: _Query, edition: str, catalogue: _Catalogue, names: SeriesNames
) -> list[int]:
    """Find the book whose title lacks the subtitle, or has one where the rating has none.

    Short main titles ("Cotton: The Biography of a Revolutionary Fiber") need the same series too.
    """
    main = main_title(query.bare)
    found = [] if is_other_work(query.key[len(main) :]) else catalogue.by_title.get(main, [])
    longer = catalogue.by_main.get(main, [])
    found = found + [
        number
        for number in longer
        if not is_other_work(catalogue.title_keys[number][len(main) :]) and main == query.key
    ]
    if len(edition_key(main).split()) < _TELLING_MAIN_WORDS:
        found = [
            number for number in found if _evidence(query, number, catalogue, names) >= SAME_SERIES
        ]
    return found if len({catalogue.authors[number] for number in found}) == 1 else []


def _by_place(query: _Query, catalogue: _Catalogue) -> list[int]:
    """Find the volume of a series whose title is spelt a little differently."""
    return [
        number
        for place in query.places
        if place.volume is not None
        for number in catalogue.by_place.get(place, ())
        if fuzz.token_set_ratio(query.key, catalogue.title_keys[number]) >= _SIMILAR_TITLE
    ]


def _evidence(query: _Query, number: int, catalogue: _Catalogue, names: SeriesNames) -> float:
    return series_evidence(query.places, catalogue.places[number], query.key, names)


def _is_acceptable(weight: float, title_key: str) -> bool:
    """Whether a title may mean a book; other series are forgiven to telling titles alone."""
    return weight > OTHER_SERIES or len(title_key.split()) >= _TELLING_WORDS


def _settled(query: _Query, how: str, weights: Mapping[int, float], catalogue: _Catalogue) -> Match:
    scores = {
        number: weight
        + catalogue.popularity[number]
        + _agreement(query.rated, catalogue.average_ratings[number])
        for number, weight in weights.items()
    }
    best = max(sorted(scores), key=scores.__getitem__)
    work = catalogue.works[best]
    rivals = tuple(number for number in sorted(scores) if catalogue.works[number] != work)
    return Match(best, how, rivals, _settled_by(best, rivals, weights) if rivals else "")


def _settled_by(best: int, rivals: Sequence[int], weights: Mapping[int, float]) -> str:
    strongest = max(weights[number] for number in rivals)
    if weights[best] > max(strongest, UNKNOWN):
        return "series and volume" if weights[best] > SAME_SERIES else "series"
    return "popularity and average rating"


def _agreement(rated: RatedTitle, average_rating: float) -> float:
    """Log likelihood of the mean rating of a title, given the book's average on Goodreads."""
    if average_rating != average_rating:
        return 0.0
    variance = _GROUP_DEVIATION**2 + _RATING_DEVIATION**2 / rated.n_ratings
    return float(-((rated.mean_rating - average_rating) ** 2) / (2 * variance))
