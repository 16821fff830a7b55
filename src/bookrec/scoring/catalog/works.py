"""Books within books, and books about books: what their titles give away."""

import re
from functools import lru_cache

from bookrec.data.text.fold import fold
from bookrec.data.text.titles import normalize_title
from bookrec.scoring.catalog.series_names import is_collection

# What joins the titles of an omnibus: "Molloy, Malone Dies, The Unnamable"; "Animal Farm / 1984";
# or the two titles of one book: "Moby-Dick or, the Whale".
_JOINTS = re.compile(r"[,;:]?\s+or[,;:]\s+|\s*[/;:,&]\s+|/|\s+[-–—]\s+", re.IGNORECASE)
# "and" joins words of one title just as often ("Foundation and Empire"): only with "Other Stories"
# after it does it end a title.
_AND_OTHERS = re.compile(
    r",?\s+(?:and|&)\s+(?:\w+\s+)?(?:other|selected|collected)\b.*", re.IGNORECASE
)

_AND = re.compile(r",?\s+(?:and|&)\s+", re.IGNORECASE)
_COMPANION = re.compile(
    r"\b(?:companion|the making of|study guide|sparknotes|cliffsnotes|directors notebook|"
    r"(?:official|unofficial|unauthorized|movie|film|ultimate|essential) (?:\w+ )?"
    r"(?:guide|handbook|storybook|scrapbook))\b"
)

# A collection of everything names nothing that it holds: "The Complete Novels".
_OEUVRE = re.compile(
    r"\b(?:complete|collected|selected|major)\s+(?:[\w'’]+\s+)?"
    r"(?:novels|works|fiction|plays|tragedies|writings|stories|tales|poems|essays)\b",
    re.IGNORECASE,
)


def titles_within(title: str) -> frozenset[str]:
    """Split a title into the keys of all titles that it may hold, its own included.

    >>> sorted(titles_within("The Call of the Wild, White Fang and Other Stories"))
    ['the call of the wild', 'the call of the wild white fang and other stories', 'white fang']
    """
    parts = _JOINTS.split(_AND_OTHERS.sub("", title))
    if is_collection(title):
        parts = [piece for part in parts for piece in _AND.split(part)]
    return frozenset(normalize_title(part) for part in (title, *parts) if part.strip(" ."))


def share_a_title(title: str, other: str) -> bool:
    """Whether one of two books of one author holds the other: same title, omnibus, or edition.

    A collection of an author's novels, stories or works is taken to hold any of them.

    A shared first half alone ("Batman: Year One", "Batman: Hush") does not count: one of the two
    titles must be wholly within the other.
    """
    if _OEUVRE.search(title) or _OEUVRE.search(other):
        return True
    key, other_key = normalize_title(title), normalize_title(other)
    return key in titles_within(other) or other_key in titles_within(title)


@lru_cache(maxsize=65_536)
def is_companion(title: str) -> bool:
    """Whether a title calls its book a companion, guide or the like, to another book."""
    return _COMPANION.search(fold(title)) is not None
