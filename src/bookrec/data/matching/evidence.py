"""What a rating's title says about a catalogue book of the same title.

Weights are on the scale of log odds: they add to the logarithm of a book's number of ratings,
which is the evidence that is always there. They were set on titles that name series and volume,
and checked on goodbooks-10k, whose books the catalogue marks.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bookrec.data.text.series import SeriesRef
from bookrec.data.text.titles import fold, series_key

SAME_VOLUME_AND_NAME = 21.0
SAME_VOLUME = 20.0
SAME_SERIES = 8.0
SAME_NUMBER_ONLY = 1.0
UNKNOWN = 0.0
OTHER_SERIES = -2.0
NO_SERIES = -3.0
IMPOSSIBLE = -20.0

_PUBLISHERS_SERIES = re.compile(
    r"\b(?:penguin|puffin|oxford|cambridge|vintage|signet|dover|everyman|bantam|harlequin|scholastic|"
    r"norton|folio|modern library|golden books?|readers?|classics|library|level|edition|editions)\b"
)


class Place(NamedTuple):
    """Where a book or a rated title stands in a series, by series key."""

    series: str
    volume: float | None
    volume_last: float | None


def is_publishers_series(ref: SeriesRef) -> bool:
    """Whether a "series" is a publisher's shelf, which says nothing about the book."""
    return bool(_PUBLISHERS_SERIES.search(fold(ref.name)))


def place_of(ref: SeriesRef) -> Place:
    """Turn a series reference into a place with a comparable series."""
    return Place(series_key(ref.name), ref.volume, ref.volume_last)


class SeriesNames:
    """Which series names mean one series: equal, one within the other, or learned.

    Goodreads renames series, and one book may stand in several ("The American Trilogy", "Complete
    Nathan Zuckerman"). Two names that meet on two or more different titles are one series.
    """

    def __init__(self, pairs: Iterable[tuple[str, str, str]]) -> None:
        """Learn from observed pairs.

        Args:
            pairs: Series of a rated title, series of the book of that title, title key.
        """
        titles = defaultdict(set)
        for rated, catalogue, title_key in pairs:
            titles[rated, catalogue].add(title_key)
        self._learned = {pair for pair, seen in titles.items() if len(seen) > 1}

    def agree(self, rated: str, catalogue: str) -> bool:
        """Whether two series keys mean one series."""
        return (
            rated == catalogue
            or f" {rated} " in f" {catalogue} "
            or f" {catalogue} " in f" {rated} "
            or (rated, catalogue) in self._learned
        )


def series_evidence(
    rated: Sequence[Place], book: Place | None, title_key: str, names: SeriesNames
) -> float:
    """Weigh the series in a rating's title against a book's series.

    Args:
        rated: Places named in the rating's title.
        book: The book's place, or None.
        title_key: Title that the two share.
        names: Which series names agree.

    Returns:
        One of the weights above.
    """
    if not rated:
        return UNKNOWN
    if book is None:
        return NO_SERIES
    same = [place for place in rated if names.agree(place.series, book.series)]
    if book.volume is not None and book in rated:
        return SAME_VOLUME_AND_NAME
    if any(_same_volume(place, book) for place in same):
        return SAME_VOLUME
    if same:
        # Numbers differ between publication and chronological order; but where the title is the
        # series' own name, only the number tells the volumes apart.
        is_apart = all(_is_apart(place, book) for place in same)
        return IMPOSSIBLE if is_apart and series_key(title_key) == book.series else SAME_SERIES
    if any(_same_volume(place, book) for place in rated):
        return SAME_NUMBER_ONLY
    return OTHER_SERIES


def _same_volume(one: Place, other: Place) -> bool:
    return (
        one.volume is not None
        and one.volume == other.volume
        and one.volume_last == other.volume_last
    )


def _is_apart(one: Place, other: Place) -> bool:
    """Whether both are numbered and have no volume in common."""
    if one.volume is None or other.volume is None:
        return False
    one_last, other_last = one.volume_last or one.volume, other.volume_last or other.volume
    return one_last < other.volume or other_last < one.volume
