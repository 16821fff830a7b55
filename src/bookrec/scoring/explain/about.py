"""What a book is, in one line: genres, length, place in its series, how its description begins."""

import re
from collections.abc import Mapping
from typing import Any

from bookrec.scoring.explain.reasons import NOT_TELLING

_N_GENRES = 3
_SENTENCE = re.compile(r"(.{20,}?[.!?])(?=\s+[A-Z\"'“‘]|\s*$)", re.DOTALL)
_MAX_SENTENCE = 160


def describe_book(book: Mapping[str, Any], description: str) -> str:
    """Say in one line what a book is.

    Args:
        book: As `Catalog.describe` returns it.
        description: May be "".
    """
    genres = [genre for genre in book["genres"] if genre not in NOT_TELLING][:_N_GENRES]
    series, volume = book["series"], book["volume"]
    facts = (
        ", ".join(genres),
        f"{series} #{volume:g}" if series and volume is not None else "",
        f"{book['pages']} pages" if book["pages"] else "",
        _first_sentence(description),
    )
    return "; ".join(fact for fact in facts if fact)


def _first_sentence(text: str) -> str:
    """Cut out the first sentence, shortened at a word if it is long."""
    text = " ".join(text.split())
    found = _SENTENCE.match(text)
    sentence = found.group(1) if found else text
    if len(sentence) <= _MAX_SENTENCE:
        return sentence
    return sentence[:_MAX_SENTENCE].rsplit(" ", 1)[0].rstrip(",;:") + " …"
