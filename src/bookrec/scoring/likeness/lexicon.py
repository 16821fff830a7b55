"""What the words of a mood mean in genres, and which of them the reader does not want.

The words stand in `moods.toml`; the name of a genre means that genre.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bookrec.data.text.fold import fold

_CLAUSES = re.compile(r"[,;.:!?]|\bbut\b")
_NEGATIONS = frozenset({"never", "no", "not", "nothing", "without"})
_SAY_NOTHING = frozenset(
    "a about an and any are at be book books by for from i in into is it its like me my of on or "
    "over read reading some something story that the to very want with".split()
)
_LONGEST_PHRASE = 3
_SHORTEST_GENRE = 4


@dataclass(frozen=True)
class Notion:
    """One thing that a mood speaks of.

    Attributes:
        name: What the reader would call it.
        genres: Genres of such books, those that say it best first.
        max_pages: Length of such books, at most; None if any.
    """

    name: str
    genres: tuple[str, ...]
    max_pages: int | None = None


@dataclass(frozen=True)
class Mood:
    """A mood as read.

    Attributes:
        wanted: What it speaks of.
        unwanted: What it does not want.
        words: All words that may stand in a description, folded.
    """

    wanted: tuple[Notion, ...]
    unwanted: tuple[Notion, ...]
    words: tuple[str, ...]


def read_mood(text: str, genres: Sequence[str]) -> Mood:
    """Read a mood: "cosy village mystery with humour, no blood".

    A negation holds to the end of its clause.

    Args:
        text: Free text.
        genres: All genres of the catalogue.
    """
    phrases: dict[str, tuple[Notion, ...]] = {
        fold(genre): (Notion(genre, (genre,)),)
        for genre in genres
        if len(fold(genre)) >= _SHORTEST_GENRE
    }
    phrases.update(_load_notions())
    wanted: dict[Notion, None] = {}
    unwanted: dict[Notion, None] = {}
    words: dict[str, None] = {}
    for clause in _CLAUSES.split(text.lower()):
        is_wanted = True
        for phrase in _split_phrases(fold(clause).split(), phrases):
            if phrase in _NEGATIONS:
                is_wanted = False
                continue
            (wanted if is_wanted else unwanted).update(dict.fromkeys(phrases.get(phrase, ())))
            if is_wanted:
                words.update(dict.fromkeys(set(phrase.split()) - _SAY_NOTHING))
    return Mood(tuple(wanted), tuple(unwanted), tuple(sorted(words)))


def _split_phrases(words: Sequence[str], phrases: dict[str, tuple[Notion, ...]]) -> list[str]:
    """Split a clause into known phrases, the longest first, and single words."""
    found: list[str] = []
    place = 0
    while place < len(words):
        for length in range(_LONGEST_PHRASE, 0, -1):
            phrase = " ".join(words[place : place + length])
            if length == 1 or phrase in phrases:
                found.append(phrase)
                place += length
                break
    return found


@cache
def _load_notions() -> dict[str, tuple[Notion, ...]]:
    """Read the notions of `moods.toml` by their folded words."""
    text = files("bookrec.scoring.likeness").joinpath("moods.toml").read_text(encoding="utf-8")
    by_word: dict[str, tuple[Notion, ...]] = {}
    for entry in tomllib.loads(text)["notion"]:
        notion = Notion(entry["words"][0], tuple(entry["genres"]), entry.get("pages"))
        for word in entry["words"]:
            phrase = fold(word)
            by_word[phrase] = (*by_word.get(phrase, ()), notion)
    return by_word
