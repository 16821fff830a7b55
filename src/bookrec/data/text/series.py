"""Series and volume numbers, as Goodreads writes them in titles and in the series column.

    >>> split_title("The Colour of Magic (Discworld, #1; Rincewind, #1)")
    ('The Colour of Magic', [SeriesRef(name='Discworld', volume=1.0, volume_last=1.0), \
SeriesRef(name='Rincewind', volume=1.0, volume_last=1.0)])

Every pattern here is anchored or scans forward once, so time grows linearly with the text.
"""

import re
from typing import NamedTuple


class SeriesRef(NamedTuple):
    """A place in a series.

    Attributes:
        name: The series without number, as written.
        volume: First volume, or None where no number is given.
        volume_last: Last volume of a range such as "#1-3", else equal to `volume`.
    """

    name: str
    volume: float | None
    volume_last: float | None


_NUMBER = re.compile(r"\d{1,5}(?:\.\d{1,3})?|\.\d{1,3}")
_LIST_SEPARATOR = re.compile(r"\s*(?:-|–|—|&|,|\band\b)\s*#?\s*")
_RANGE = re.compile(r"\s*[-–—]")
_NAME_END = " ,;:-–—"
# "Book 2", "Vol. 3", "t. 1" at the end of a series text without "#".
_WORDED_VOLUME = re.compile(
    r"(?:^|[\s,:])(?:books?|bk|volumes?|vols?|number|no|nr|n[º°]|parts?|pt|tome|tomo|t|band|bd|"
    r"episode|issue)\b\.?\s*(\d{1,4}(?:\.\d{1,2})?(?:\s*[-–]\s*\d{1,4})?)$",
    re.IGNORECASE,
)
_BARE_VOLUME = re.compile(r"\s(\d{1,2})$")
# Between two series in one parenthesis: "Dark-Hunter #18, Were-Hunter, #5".
_NEXT_SERIES = re.compile(r"(#\s*[\d.]+(?:\s*[-–—&]\s*#?\s*[\d.]+)*)\s*,\s*(?=[^\W\d_])")
_PART = re.compile(r"(?:part|pt|book|vol)\.? \d", re.IGNORECASE)
_COLLECTION_WORD = re.compile(
    r"\b(?:series|trilogy|duology|quartet|saga|chronicles|cycle|mysteries|novels|universe)$",
    re.IGNORECASE,
)
_MAX_SERIES_TEXT = 300
_MAX_SERIES_GROUPS = 8


def parse_series(text: str) -> SeriesRef | None:
    """Read one series reference: "Dune #1", "Discworld, #1-3", "Night's Dawn 2", "Maus".

    Args:
        text: A series column or the inside of a title's parenthesis, one series.

    Returns:
        The series, or None if the text names none ("", "#3", "1939-1975", "Volume 2").
    """
    text = text.strip()[:_MAX_SERIES_TEXT]
    name, mark, tail = text.removeprefix("Includes:").partition("#")
    if mark:
        volume, volume_last = _volumes(tail.lstrip())
    else:
        name, volume, volume_last = _numbered_without_mark(text)
    name = name.strip(_NAME_END)
    if not any(character.isalpha() for character in name):
        return None
    return SeriesRef(name, volume, volume_last)


def split_title(name: str) -> tuple[str, list[SeriesRef]]:
    """Separate a title from the series in its closing parentheses.

    A parenthesis counts as a series if it numbers a volume or calls itself a series, trilogy or
    the like; others ("(Abridged)", "(And So Can You!)") stay in the title. A title that Goodreads
    repeats from its first parenthesis on, "Little (Grrl) Lost (Grrl) Lost", is read once.

    Args:
        name: Title, possibly with series: "Mort (Discworld, #4; Death, #1)".

    Returns:
        The bare title, never empty unless `name` is blank, and its series in order.
    """
    title = name.strip()
    if "(" not in title:
        return title, []
    series: list[SeriesRef] = []
    for _ in range(_MAX_SERIES_GROUPS):
        start = _closing_parenthesis(title)
        rest = title[: max(start, 0)].rstrip()
        found = _series_in(title[start + 1 : -1], rest) if start > 0 else []
        if not found or not rest:
            break
        series = [*found, *series]
        title = rest
    return _without_repetition(title), list(dict.fromkeys(series))


def _volumes(text: str) -> tuple[float | None, float | None]:
    """Read "1", "1-3", "1 & 2", "0.4, 0.6, 3.5"; what follows a list is ignored.

    A descending range is a part ("#2-1": part 1 of volume 2), not a range.
    """
    match = _NUMBER.match(text)
    if not match:
        return None, None
    first = last = float(match.group())
    while separator := _LIST_SEPARATOR.match(text, match.end()):
        following = _NUMBER.match(text, separator.end())
        if not following:
            break
        if _RANGE.match(text, match.end()) and float(following.group()) < last:
            break
        match = following
        last = max(last, float(match.group()))
        first = min(first, float(match.group()))
    return first, last


def _numbered_without_mark(text: str) -> tuple[str, float | None, float | None]:
    """Split "Rivers of London, Book 2" or "Night's Dawn 2" into name and volumes."""
    match = _WORDED_VOLUME.search(text) or _BARE_VOLUME.search(text)
    if not match:
        return text, None, None
    return text[: match.start()], *_volumes(match.group(1))


def _without_repetition(title: str) -> str:
    """Turn "A (B) C (B) C" into "A (B) C"."""
    start = title.find("(")
    half = (len(title) - start) // 2
    repeated = start >= 0 and title[start : start + half] == title[-half:]
    return title[: start + half] if repeated and title[start + half] == " " else title


def _closing_parenthesis(title: str) -> int:
    """Position of the "(" that the title's last character closes, or -1."""
    if not title.endswith(")"):
        return -1
    last_open = title.rfind("(")
    if last_open > title.rfind(")", 0, -1):
        return last_open
    depth = 0
    for position in range(len(title) - 1, -1, -1):
        if title[position] == ")":
            depth += 1
        elif title[position] == "(":
            depth -= 1
            if depth == 0:
                return position
    return -1


def _series_in(text: str, title: str) -> list[SeriesRef]:
    """Read all series of one parenthesis; empty if it holds none.

    A number alone, "The Chronicles of Narnia (#1-7)", counts the series of the title's name.
    """
    if text.startswith("#"):
        text = f"{title} {text}"
    if "#" in text:
        pieces = re.split(r";", _NEXT_SERIES.sub(r"\1;", text))
        pieces = [piece for piece in pieces if not _PART.match(piece.strip())]
        parsed = [parse_series(piece) for piece in pieces]
    else:
        parsed = [parse_series(text)]
        if not _COLLECTION_WORD.search(text):
            parsed = [ref for ref in parsed if ref and ref.volume is not None]
    return [ref for ref in parsed if ref]
