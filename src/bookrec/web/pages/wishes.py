"""What a reader asks of a list, in the address of the page, so that it can be kept and sent."""

from dataclasses import dataclass
from typing import Any

from starlette.datastructures import QueryParams

from bookrec.errors import ConfigError
from bookrec.scoring.lists.filters import BookFilter, Range, parse_range
from bookrec.scoring.lists.options import ListOptions
from bookrec.settings import RecommendSettings

_MAX_NAMES = 20


@dataclass(frozen=True)
class Asked:
    """What a reader asks of a list.

    Attributes:
        fame: 0 for what is little known, 1 for what everybody reads.
        diversity: 0 for the best scores, 1 for books unlike each other.
        genres: Of every book.
        not_genres: Of none.
        languages: One of them.
        pages: As "100-400"; "" for any.
        years: As "1990-2020"; "" for any.
        mood: Free text; "" for none.
        groups: Numbers of groups of books that stand in for a reader's own.
    """

    fame: float
    diversity: float
    genres: tuple[str, ...] = ()
    not_genres: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    pages: str = ""
    years: str = ""
    mood: str = ""
    groups: tuple[int, ...] = ()

    @classmethod
    def of(cls, query: QueryParams, settings: RecommendSettings) -> "Asked":
        """Read the query of an address.

        Raises:
            ConfigError: If a number is none, or out of range.
        """
        return cls(
            fame=_share(query, "fame", settings.fame),
            diversity=_share(query, "diversity", settings.diversity),
            genres=_names(query, "genre"),
            not_genres=_names(query, "not_genre"),
            languages=_names(query, "language"),
            pages=query.get("pages", "").strip(),
            years=query.get("years", "").strip(),
            mood=query.get("mood", "").strip()[:1000],
            groups=tuple(int(g) for g in _names(query, "groups") if g.isascii() and g.isdigit()),
        )

    @property
    def has_wishes(self) -> bool:
        """Whether the list is asked to be of some kind, beyond the two sliders."""
        texts = (self.genres, self.not_genres, self.languages, self.pages, self.years, self.mood)
        return any(texts)

    def options(self) -> ListOptions:
        """Return the options of a list.

        Raises:
            ConfigError: If a range is none.
        """
        options: ListOptions = {
            "fame": self.fame,
            "diversity": self.diversity,
            "wishes": BookFilter(
                genres=self.genres,
                not_genres=self.not_genres,
                languages=self.languages,
                pages=parse_range(self.pages, "pages") if self.pages else Range(),
                years=parse_range(self.years, "years") if self.years else Range(),
            ),
        }
        if self.mood:
            options["mood"] = self.mood
        return options

    def query(self) -> dict[str, Any]:
        """Return the query that asks the same."""
        return {
            "fame": f"{self.fame:g}",
            "diversity": f"{self.diversity:g}",
            "genre": list(self.genres),
            "not_genre": list(self.not_genres),
            "language": list(self.languages),
            "pages": self.pages,
            "years": self.years,
            "mood": self.mood,
            "groups": list(self.groups),
        }


def _names(query: QueryParams, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(v.strip() for v in query.getlist(name) if v.strip()))[:_MAX_NAMES]


def _share(query: QueryParams, name: str, default: float) -> float:
    text = query.get(name, "").strip()
    if not text:
        return default
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise ConfigError(f"{name} {text[:20]!r}: choose a number from 0 to 1")
    return share
