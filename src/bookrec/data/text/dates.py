"""Years of publication.

Best Books Ever writes dates with two-digit years, so "01/28/13" is 1813 for Pride and Prejudice.
The century is settled by what the row itself says: the edition's own date, a year in the
description, a genre such as "19th Century".
"""

import re
from collections.abc import Sequence

LATEST_YEAR = 2035
_EARLIEST_YEAR = -3000
# Best Books Ever was collected in 2020; later two-digit years belong to the last century.
_LATEST_TWO_DIGIT_YEAR = 2021
_SHORT_DATE = re.compile(r"^\d{1,2}[/.-]\d{1,2}[/.-](\d{2})$")
_NEGATIVE_YEAR = re.compile(r"(?:^|\s)-(\d{1,4})$")
_BC_YEAR = re.compile(r"\b(\d{1,4})\s*B\.?C", re.IGNORECASE)
_LONG_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_EARLY_YEAR = re.compile(r"^(\d{1,3})$")
_YEAR_IN_TEXT = re.compile(r"(?<![\d-])(1[5-9]\d\d|20[0-3]\d)(?![\d-])")
_GENRE_CENTURIES = {
    "16th century": 1500,
    "17th century": 1600,
    "18th century": 1700,
    "19th century": 1800,
    "victorian": 1800,
    "20th century": 1900,
    "21st century": 2000,
}


def publication_year(
    first_publish_date: str, publish_date: str, description: str, genres: Sequence[str]
) -> int | None:
    """Find the year a book first came out, or else the year of this edition.

    Args:
        first_publish_date: As written: "2005", "06/21/03", "-750" (before Christ), "".
        publish_date: The edition's date, also "May 9th 2006" or "1997 by Random".
        description: May name the year.
        genres: May name the century.

    Returns:
        The year, negative before Christ, or None.
    """
    edition_year = _year(publish_date, _LATEST_TWO_DIGIT_YEAR, description="", genres=())
    latest = edition_year if edition_year and edition_year > 0 else _LATEST_TWO_DIGIT_YEAR
    first_year = _year(first_publish_date, latest, description, genres)
    return edition_year if first_year is None else first_year


def _year(text: str, latest: int, description: str, genres: Sequence[str]) -> int | None:
    """Read one date; two-digit years are not later than `latest`."""
    text = text.strip()
    if match := _SHORT_DATE.match(text):
        return _with_century(int(match.group(1)), latest, description, genres)
    if match := _NEGATIVE_YEAR.search(text) or _BC_YEAR.search(text):
        year = -int(match.group(1))
    elif match := _LONG_YEAR.search(text) or _EARLY_YEAR.match(text):
        year = int(match.group(1))
    else:
        return None
    return year if _EARLIEST_YEAR <= year <= LATEST_YEAR and year else None


def _with_century(short: int, latest: int, description: str, genres: Sequence[str]) -> int:
    candidates = [
        century + short for century in (2000, 1900, 1800, 1700, 1600) if century + short <= latest
    ]
    named = {int(year) for year in _YEAR_IN_TEXT.findall(description)}
    named |= {
        _GENRE_CENTURIES[genre.casefold()] + short
        for genre in genres
        if genre.casefold() in _GENRE_CENTURIES
    }
    return next((year for year in candidates if year in named), candidates[0])
