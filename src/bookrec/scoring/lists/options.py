"""What a reader may ask of one list."""

from collections.abc import Sequence
from typing import TypedDict

from bookrec.data.history import RatedBook
from bookrec.errors import ConfigError
from bookrec.scoring.lists.filters import BookFilter


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
    like: RatedBook | Sequence[RatedBook]
    less: Sequence[RatedBook]
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
