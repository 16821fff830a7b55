"""What readers' tags mean: genres, what they find in a book, or only where they keep it."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Self

_FILE = "tag_names.toml"
MAX_GENRES, MAX_TAGS = 10, 15
# Found by looking at some hundred books: what is rarer is mostly somebody's mistake.
_MIN_READERS = 3
_MIN_GENRE_SHARE, _MIN_TAG_SHARE = 0.02, 0.006


@dataclass(frozen=True)
class TagNames:
    """The written table of tag names.

    Attributes:
        genres: Tag name to the genre's name.
        tags: Tag name to what readers feel or find, or where and when the book is set.
        only_with: Tags that count in books of one genre alone, and that genre.
        shelves: Names that stand among genres and are none.
    """

    genres: Mapping[str, str]
    tags: Mapping[str, str]
    only_with: Mapping[str, str]
    shelves: frozenset[str]

    @classmethod
    @cache
    def load(cls) -> Self:
        """Read the table that comes with the package."""
        text = resources.files(__package__).joinpath(_FILE).read_text(encoding="utf-8")
        sections = tomllib.loads(text)
        return cls(
            genres=_names(sections["genres"]),
            tags=_names(sections["moods"]) | _names(sections["settings"]),
            only_with=sections["only_with"],
            shelves=frozenset(_names(sections["shelves"])),
        )

    def read_counts(self, counts: Iterable[tuple[str, int]]) -> tuple[list[str], list[str]]:
        """Tell the genres and tags of one book.

        Args:
            counts: Names of the book's tags, and how many readers gave each.

        Returns:
            Genres, at most 10, and other tags, at most 15, each the most given first. What
            hardly any of its readers gave is left out.
        """
        genres: dict[str, int] = {}
        tags: dict[str, int] = {}
        for name, n_readers in counts:
            for names, found in ((self.genres, genres), (self.tags, tags)):
                if name in names:
                    found[names[name]] = found.get(names[name], 0) + n_readers
        tags = {tag: n for tag, n in tags.items() if self.only_with.get(tag, tag) in {tag, *genres}}
        most = max(genres.values(), default=0) or max(tags.values(), default=0)
        return (
            _most_given(genres, max(_MIN_READERS, _MIN_GENRE_SHARE * most))[:MAX_GENRES],
            _most_given(tags, max(_MIN_READERS, _MIN_TAG_SHARE * most))[:MAX_TAGS],
        )

    def read_genres(self, names: Iterable[str]) -> tuple[list[str], list[str]]:
        """Tell genres from other tags in a list of genres of another collection.

        Args:
            names: As in "Science Fiction", the main one first.

        Returns:
            Genres and other tags in the order given; a name that the table lacks is a genre.
        """
        genres: list[str] = []
        tags: list[str] = []
        for name in names:
            tag = "-".join(name.casefold().split())
            if tag in self.tags:
                tags.append(self.tags[tag])
            elif tag not in self.shelves:
                genres.append(self.genres.get(tag, name))
        return list(dict.fromkeys(genres))[:MAX_GENRES], list(dict.fromkeys(tags))[:MAX_TAGS]


def _names(section: Mapping[str, str]) -> dict[str, str]:
    return {tag: name for name, tags in section.items() for tag in tags.split()}


def _most_given(counts: Mapping[str, int], at_least: float) -> list[str]:
    found = [name for name, n_readers in counts.items() if n_readers >= at_least]
    return sorted(found, key=lambda name: (-counts[name], name))
