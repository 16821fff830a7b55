"""What a reader may ask of one list."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import TypedDict

from bookrec.errors import ConfigError
from bookrec.scoring.lists.filters import BookFilter
from bookrec.scoring.readers.given import BookLike, name_nearest

_WISHES = frozenset(field.name for field in fields(BookFilter))


class ListOptions(TypedDict, total=False):
    """What a reader may ask of one list; what is left out comes from the settings.

    Attributes:
        diversity: 0 for the best scores, 1 for books as unlike each other as can be.
        max_per_author: Books of one author, at most.
        fame: 0 for what is little known, 1 for what everybody reads.
        wishes: What the books must be.
        like: A book of the catalogue that the list should resemble, or several.
        less: Books of the catalogue that it should not resemble.
        mood: Free text that the list should fit.
        exclude: Ids of books to leave out, though the reader has not read them; an unknown id
            leaves nothing out.
    """

    diversity: float
    max_per_author: int
    fame: float
    wishes: BookFilter
    like: BookLike | Sequence[BookLike]
    less: Sequence[BookLike]
    mood: str
    exclude: Sequence[str]


def check_options(n: int, diversity: float, max_per_author: int, fame: float) -> None:
    """Refuse options out of range.

    Raises:
        ConfigError: If one is.
    """
    if n < 1:
        raise ConfigError(f"n is {n}; ask for at least 1 book")
    if not 0 <= diversity <= 1:
        raise ConfigError(f"diversity is {diversity}; choose a number from 0 to 1")
    if not 0 <= fame <= 1:
        raise ConfigError(f"fame is {fame}; choose a number from 0 to 1")
    if max_per_author < 1:
        raise ConfigError(f"max_per_author is {max_per_author}; allow at least 1 book")


def require_known_options(options: Mapping[str, object]) -> None:
    """Refuse options that do not exist.

    Raises:
        TypeError: Names the nearest one, or where a wish belongs.
    """
    known = ListOptions.__annotations__
    for name in options:
        if name in known:
            continue
        wishes = difflib.get_close_matches(name, _WISHES, n=1, cutoff=0.8)
        if wishes:
            raise TypeError(
                f"recommend: there is no option {name!r}; it is a wish: "
                f"wishes=BookFilter({wishes[0]}=…)"
            )
        raise TypeError(f"recommend: there is no option {name!r}{name_nearest(name, known)}")
