"""What the join looks things up in: rated titles taken apart, and the catalogue by its keys."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import log1p
from sys import intern

import pandas as pd

from bookrec.data.matching.editions import short_author
from bookrec.data.matching.evidence import Place, is_publishers_series, place_of
from bookrec.data.text.series import SeriesRef
from bookrec.data.text.titles import edition_key, fold, main_title, split_title


@dataclass(frozen=True, slots=True)
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


class ParsedTitle:
    """A rated title, taken apart once.

    Attributes:
        rated: The title as rated.
        bare: The title without series.
        key: Key of the bare title.
        places: Where the title says the book stands; publishers' series left out.
    """

    __slots__ = ("bare", "key", "places", "rated")

    def __init__(self, title: RatedTitle) -> None:
        """Take a rated title apart."""
        self.rated = title
        bare, refs = split_title(title.name)
        self.bare = bare
        self.key = fold(bare)
        self.places = tuple(place_of(ref) for ref in refs if not is_publishers_series(ref))


class TitleIndex:
    """The books by row number, and the row numbers by the keys that titles are compared by."""

    def __init__(self, books: pd.DataFrame) -> None:
        """Index a frame of books; for its columns see `match_titles`."""
        # Many of a book's keys are equal: each is held once.
        self.title_keys = list(map(intern, books["title_key"]))
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
        self.edition_keys = [intern(edition_key(title)) for title in books["title"]]
        for number, title in enumerate(books["title"]):
            self.by_title[self.title_keys[number]].append(number)
            self.by_edition[self.edition_keys[number]].append(number)
            self.by_main[intern(main_title(title))].append(number)
            place = self.places[number]
            if place and place.volume is not None:
                self.by_place[place].append(number)


def _place(series: str | None, volume: float, volume_last: float) -> Place | None:
    if not isinstance(series, str):
        return None
    if volume != volume:
        return place_of(SeriesRef(series, None, None))
    return place_of(SeriesRef(series, volume, volume_last))


def observed_series_names(
    queries: Iterable[ParsedTitle], catalogue: TitleIndex
) -> Iterator[tuple[str, str, str]]:
    """List the series names that meet on titles that have both, for `SeriesNames`."""
    for query in queries:
        for number in catalogue.by_title.get(query.key, ()):
            book = catalogue.places[number]
            if book:
                yield from ((place.series, book.series, query.key) for place in query.places)
