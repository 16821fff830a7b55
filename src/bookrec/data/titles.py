"""The only normaliser of titles and authors: how two spellings of one book become equal.

>>> normalize_title("The Colour of Magic (Discworld, #1)")
'the colour of magic'
>>> normalize_author("Tolkien, J.R.R.")
'j r r tolkien'
"""

import re

from bookrec.data.authors import normalize_author
from bookrec.data.fold import fold
from bookrec.data.series import SeriesRef, parse_series, split_title

__all__ = [
    "SeriesRef",
    "fold",
    "main_title",
    "normalize_author",
    "normalize_title",
    "parse_series",
    "split_title",
    "work_key",
]

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
_PLAIN_SUBTITLE = re.compile(
    r"(?:an? )?(?:\w+ ){0,2}(?:novel|novella|memoir|biography|autobiography|thriller|mystery|"
    r"romance|fable|play|true story|stories|poems|essays)(?: of \w+)?$"
)
_ARTICLE = re.compile(r"^(?:the|an?) (?=.)")


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
    return fold(re.split(r":\s|\s[-–—]\s", bare, maxsplit=1)[0]) or fold(bare)


def work_key(title: str, author: str) -> str:
    """Make a key that all editions of one work share, and few other books.

    Words about the edition or format and subtitles such as "A Novel" fall away, and so does a
    leading English article; other subtitles stay, since they often tell works apart.

    Args:
        title: Title, possibly with series.
        author: First author.

    Returns:
        Title key and author key, joined by "|".
    """
    bare = _without_edition(split_title(title)[0])
    head, colon, subtitle = bare.rpartition(":")
    if colon and _PLAIN_SUBTITLE.match(fold(subtitle)):
        bare = head
    return f"{_ARTICLE.sub('', fold(bare))}|{normalize_author(author)}"


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
