"""The only normaliser of titles and authors: how two spellings of one book become equal.

>>> normalize_title("The Colour of Magic (Discworld, #1)")
'the colour of magic'
>>> normalize_author("Tolkien, J.R.R.")
'j r r tolkien'
"""

import re
from collections import deque
from functools import lru_cache

from bookrec.data.text.authors import normalize_author
from bookrec.data.text.fold import fold
from bookrec.data.text.series import SeriesRef, parse_series, split_title

__all__ = [
    "SeriesRef",
    "edition_key",
    "fold",
    "main_title",
    "normalize_author",
    "normalize_title",
    "parse_series",
    "series_key",
    "split_title",
]

_MAY_NAME_EDITION = re.compile(r"[:,\-–—)\]]")
_SUBTITLE = re.compile(r":\s|\s[-–—]\s")
_TRAILING_GROUP = re.compile(r"(?:\([^()]*\)|\[[^\[\]]*\])$")
_EDITION_WORDS = re.compile(
    r"\b(?:editions?|ed|unabridged|abridged|annotated|illustrated|paperback|hardcover|hardback|"
    r"audio ?books?|audio|cds?|cd ?roms?|dvd|cassettes?|kindle|e ?book|large print|tie in|deluxe|"
    r"anniversary|reprint|reissue|penguin|classics|modern library|dramati[sz]ation|translation)\b"
)
_EDITION_TAIL = re.compile(r"[:,\-–—]([^:,\-–—]{1,60})$")
_EDITION_TAIL_END = re.compile(
    r"\b(?:edition|ed|unabridged|abridged|paperback|hardcover|audiobook|large print|tie in)$"
)
_FORMAT_TAIL = re.compile(r" (?:board book|paperback|hardcover|audiobook)$", re.IGNORECASE)
_PLAIN_SUBTITLE = re.compile(
    r"(?!the |graphic |an? graphic )(?:an? )?(?:\w+ ){0,2}(?:novel|novella|memoir|biography|"
    r"autobiography|thriller|mystery|romance|fable|play|true story|stories|poems|essays)"
    r"(?: of \w+)?$"
)
_SPELLINGS = {"vol": "volume", "vols": "volumes", "dr": "doctor", "st": "saint", "mr": "mister"}
# Which of these a title lacks, it cannot match: a look costs a fifth of a regular expression.
_ABBREVIATION_SIGNS = ("vol", "dr", "st", "mr", "0")
_FORMAT_ENDS = frozenset({"book", "back", "over"})
_ARTICLE_LETTERS = frozenset("at")
_ABBREVIATION = re.compile(r"\b(?:(?:vols?|dr|st|mr)\b|0+(?=\d))")
_ARTICLE = re.compile(r"^(?:the|an?) (?=\w+ \w+ \w)")
_ARTICLES = frozenset({"the", "a", "an"})
_SERIES_PADDING = frozenset(
    "series trilogy duology quartet quintet sequence saga cycle chronicles novels mysteries "
    "mystery universe book books".split()
)


def normalize_title(title: str) -> str:
    """Make a title's key, without the series that stands in closing parentheses.

    Args:
        title: "The Colour of Magic (Discworld, #1)".

    Returns:
        "the colour of magic".
    """
    return fold(split_title(title)[0])


def main_title(title: str) -> str:
    """Make the key of a title without its subtitle; the whole title where it has none.

    Two books of one author with the same main title need not be one work ("Batman: Year One",
    "Batman: The Killing Joke"): compare with what else is known.

    Args:
        title: "Freakonomics: A Rogue Economist Explores the Hidden Side of Everything".

    Returns:
        "freakonomics".
    """
    bare = split_title(title)[0]
    return fold(_SUBTITLE.split(bare, maxsplit=1)[0]) or fold(bare)


def edition_key(title: str) -> str:
    """Make a title's key without words about the edition or format and subtitles like "A Novel".

    A leading English article falls away where three words remain ("Wave" is not "The Wave"), and
    "Vol. 01" and "Volume 1", "Dr." and "Doctor" become one.
    Other subtitles stay, since they often tell works apart.

    Args:
        title: "The Manchurian Candidate (Movie Tie-In Edition)".

    Returns:
        "the manchurian candidate".
    """
    bare = split_title(title)[0]
    if bare[-4:].lower() in _FORMAT_ENDS:
        bare = _FORMAT_TAIL.sub("", bare)
    if _MAY_NAME_EDITION.search(bare):
        bare = _without_edition(bare)
        head, colon, subtitle = bare.rpartition(":")
        if colon and head and _PLAIN_SUBTITLE.match(fold(subtitle)):
            bare = head
    key = fold(bare)
    if any(sign in key for sign in _ABBREVIATION_SIGNS):
        key = _ABBREVIATION.sub(lambda match: _SPELLINGS.get(match.group(), ""), key)
    return _ARTICLE.sub("", key) if key[:1] in _ARTICLE_LETTERS else key


@lru_cache(maxsize=65_536)
def series_key(name: str) -> str:
    """Make a key that spellings of one series share.

    >>> series_key("The Saxon Stories"), series_key("Saxon Stories Series")
    ('saxon stories', 'saxon stories')
    """
    words = deque(fold(name).split(" "))
    n_before = 0
    while len(words) != n_before:
        n_before = len(words)
        if len(words) > 1 and words[0] in _ARTICLES:
            words.popleft()
        if len(words) > 1 and words[-1] in _SERIES_PADDING:
            words.pop()
    return " ".join(words)


def _without_edition(title: str) -> str:
    """Cut closing parentheses and phrases that describe an edition, but never the whole title."""
    while match := _TRAILING_GROUP.search(title):
        if not match.start() or not _EDITION_WORDS.search(fold(match.group())):
            break
        title = title[: match.start()].rstrip()
    match = _EDITION_TAIL.search(title)
    if match and match.start() and _EDITION_TAIL_END.search(fold(match.group(1))):
        title = title[: match.start()]
    return title
