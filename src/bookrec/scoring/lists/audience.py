"""For whom a book is, by its genres and tags: strict, what they do not tell stays out.

A list's tags are given by readers, the most frequent first. A children's book must be called one
more often than a book for young adults, or in two ways at once ("Childrens" and "Middle Grade"),
and must carry no tag that speaks of adults, of love stories, or of what frightens more than a book
for children does. Books about children (parents' guides, psychology, teaching) are none for them.
"""

from collections.abc import Sequence
from enum import StrEnum

from bookrec.data.text.fold import fold
from bookrec.errors import ConfigError

CHILD_AGE, TEEN_AGE, ADULT_AGE = 13, 16, 18
"""Below the first only children's books; below the second nothing that adults read, either."""
_READS_ALONE, _READS_NOVELS = 7, 9
"""Below the first only picture books; below the second nothing that teens read, no horror."""
_MAX_AGE = 120

_CHILDREN = (
    "children childrens kids juvenile middle|grade chapter|books early|reader kinderbuch "
    "kinderbucher"
)
_PICTURES = "picture|books board|books"
_YOUNG = "young|adult teen ya teens jugendbuch jugendbucher high|school"
_ADULT = (
    "adult erotica erotic erotik bdsm smut sexuality sex mature new|adult adult|fiction "
    "dark|romance chick|lit womens|fiction"
)
_ABOUT_CHILDREN = (
    "parenting education teaching pregnancy psychology self|help academic literary|criticism "
    "homeschool writing reference sociology research"
)
_NOT_YET = (
    "romance crime thriller suspense gore serial|killer true|crime abuse rape suicide drugs "
    "mental|illness mental|health holocaust war vampires zombies dark gothic terrorism "
    "angst death grief addiction dystopia post|apocalyptic"
)
_NOT_FOR_TEENS = "gore serial|killer true|crime abuse rape drugs addiction dark"
_TYPICAL = 5
"""Tags within which one must say that a book is for young adults: later ones are few readers'."""


class Audience(StrEnum):
    """Whom a book is for."""

    CHILDREN = "children"
    YOUNG_ADULT = "young-adult"
    ADULT = "adult"


def suits_audience(genres: Sequence[str], audience: Audience) -> bool:
    """Whether a book is plainly for these readers.

    Args:
        genres: Its genres and tags, most typical first; without any nothing is plain.
        audience: The readers.
    """
    if audience is Audience.CHILDREN:
        return suits_age(genres, CHILD_AGE - 1)
    words = [_words(genre) for genre in genres]
    children, young, adult = (_first(words, kind) for kind in (_CHILDREN, _YOUNG, _ADULT))
    if audience is Audience.YOUNG_ADULT:
        return young < min(children, adult, _TYPICAL, len(words)) and not _any(
            words, _ABOUT_CHILDREN
        )
    return bool(words) and adult <= min(children, young) and children == len(words)


def suits_age(genres: Sequence[str], age: int) -> bool:
    """Whether a reader of some age may be given a book without a look into it.

    Args:
        genres: Its genres and tags, most typical first; without any it stays out.
        age: In years; from 18 on everything suits.
    """
    if age >= ADULT_AGE:
        return True
    words = [_words(genre) for genre in genres]
    children, young, adult = (_first(words, kind) for kind in (_CHILDREN, _YOUNG, _ADULT))
    if _any(words, _ABOUT_CHILDREN):
        return False
    if age < CHILD_AGE:
        is_tame = adult == len(words) and not _any(words, _NOT_YET)
        return is_tame and children < len(words) and _suits_child(words, age)
    if age < TEEN_AGE and (adult < len(words) or _any(words, _NOT_FOR_TEENS)):
        return False
    return min(children, young) < min(adult, _TYPICAL, len(words))


def _suits_child(words: Sequence[str], age: int) -> bool:
    """Whether a tame children's book is for a child so young."""
    children, young = _first(words, _CHILDREN), _first(words, _YOUNG)
    if age < _READS_ALONE:
        return _any(words, _PICTURES) and young == len(words)
    if age < _READS_NOVELS:
        return children < young and not _any(words, "horror")
    return children < young or sum(_is(tag, _CHILDREN) for tag in words) > 1


def check_age(age: int) -> int:
    """Return an age.

    Raises:
        ConfigError: If nobody has it.
    """
    if not 0 <= age <= _MAX_AGE:
        raise ConfigError(f"--age {age}: give an age in years, from 0 to {_MAX_AGE}")
    return age


def _words(genre: str) -> str:
    """A tag as folded words between spaces; "Children's" and "Childrens" are one."""
    return f" {fold(genre.replace('’s', 's').replace(chr(39), ''))} "


def _is(tag: str, kind: str) -> bool:
    if kind is _ADULT and " young adult " in tag:
        return False
    if kind is _CHILDREN and " adult " in tag:
        return False
    return any(f" {name.replace('|', ' ')} " in tag for name in kind.split())


def _any(tags: Sequence[str], kind: str) -> bool:
    return any(_is(tag, kind) for tag in tags)


def _first(tags: Sequence[str], kind: str) -> int:
    """Place of the first tag of a kind; the number of tags where there is none."""
    return next((place for place, tag in enumerate(tags) if _is(tag, kind)), len(tags))
