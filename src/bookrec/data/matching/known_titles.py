"""Titles under which one work is known: its own, those of translations and of other countries.

`known_titles.txt` lists well-known works, one a line: the author, then the work's titles, separated
by "|"; several authors of one work by " & ". Its entries are public knowledge, written by hand; a
work that it lacks is never guessed at. `known_sets.txt` lists in the same way what omnibuses hold:
author, title of the set, titles of its parts.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from bookrec.data.matching.forms import make_form
from bookrec.data.matching.names import author_agreement, common_form
from bookrec.data.text.authors import normalize_author
from bookrec.data.text.titles import normalize_title

_TITLES, _SETS = "known_titles.txt", "known_sets.txt"
_SAME_AUTHOR = 0.8
_TELLING = 8
"""Letters that a title has at least where it alone, without its author, tells a work."""
_SHARED_LETTERS = 2
_AND = " & "
_MANY_AUTHORS = 100
"""Authors to look up one by one; taking all titles apart costs as much."""


class KnownWork(NamedTuple):
    """A work of the list.

    Attributes:
        author_keys: `normalize_author` of its authors, the first one first.
        texts: `make_form(...).text` of each of its titles; the first is the work's name here.
    """

    author_keys: tuple[str, ...]
    texts: tuple[str, ...]


class KnownTitles:
    """Finds the works of the list by title and author.

    Titles are taken apart author by author, as they are asked for: a reader names a few dozen
    authors, the list some hundreds.
    """

    def __init__(self, lines: Iterable[str], *, by_first_title: bool = False) -> None:
        """Read the lines of a list.

        Args:
            lines: "author|title|title ...".
            by_first_title: Whether a work is found by its first title alone.
        """
        self._by_first_title = by_first_title
        self._titles: defaultdict[str, list[list[str]]] = defaultdict(list)
        for line in lines:
            author, *titles = line.strip().split("|")
            self._titles[author].append(titles)
        self._authors: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for authors in self._titles:
            for key in map(normalize_author, authors.split(_AND)):
                surnames = key.split()[1:][-2:] or [key]  # "Dumas fils", "García Márquez"
                for letters in _beginnings(" ".join(surnames)):
                    self._authors[letters].append((authors, key))
        self._works: dict[str, dict[str, KnownWork]] = {}
        self._by_writing: dict[str, dict[str, KnownWork]] = {}
        self._by_title: dict[str, list[KnownWork]] | None = None

    def find(self, text: str, author_keys: Sequence[str]) -> KnownWork | None:
        """Find the work of a title.

        Args:
            text: `make_form(...).text` of the title.
            author_keys: `normalize_author` of its authors; without any, the title must be one
                work's alone.
        """
        for key in author_keys:
            work = self._by(key, text)
            if work is not None:
                return work
        if author_keys or len(text) < _TELLING:
            return None
        works = self._of_title(text)
        return works[0] if len(works) == 1 else None

    def _by(self, key: str, text: str) -> KnownWork | None:
        """Find an author's work: by author while these are few, by title where they are many."""
        if key in self._by_writing or len(self._by_writing) < _MANY_AUTHORS:
            return self._of_author(key).get(text)
        return next(
            (
                work
                for work in self._of_title(text)
                if any(author_agreement(key, other) >= _SAME_AUTHOR for other in work.author_keys)
            ),
            None,
        )

    def _of_author(self, key: str) -> dict[str, KnownWork]:
        """Return the works of all authors that this spelling of a name may mean, by title."""
        if key not in self._by_writing:
            near = {pair for letters in _beginnings(key) for pair in self._authors.get(letters, ())}
            same = [pair for pair in near if author_agreement(key, pair[1]) >= _SAME_AUTHOR]
            found: dict[str, KnownWork] = {}
            for author, _ in sorted(same):
                found |= self._of_listed(author)
            self._by_writing[key] = found
        return self._by_writing[key]

    def _of_listed(self, author: str) -> dict[str, KnownWork]:
        if author not in self._works:
            keys = tuple(map(normalize_author, author.split(_AND)))
            works = [
                KnownWork(keys, tuple(make_form(normalize_title(title)).text for title in titles))
                for titles in self._titles[author]
            ]
            n_titles = 1 if self._by_first_title else None
            self._works[author] = {text: work for work in works for text in work.texts[:n_titles]}
        return self._works[author]

    def _of_title(self, text: str) -> list[KnownWork]:
        if self._by_title is None:
            self._by_title = defaultdict(list)
            for author in self._titles:
                for title, work in self._of_listed(author).items():
                    self._by_title[title].append(work)
        return self._by_title.get(text, [])


@lru_cache(maxsize=1)
def known_titles() -> KnownTitles:
    """Return the packaged list of works and their titles."""
    return KnownTitles(_lines(_TITLES))


@lru_cache(maxsize=65_536)  # For many readers the same books are asked about.
def names_of(title_key: str, author_key: str) -> frozenset[str]:
    """Return the names of the work that a title means, and of the works in it if it is a set.

    Two books of one author that share a name are one work, or one holds the other.

    Args:
        title_key: `normalize_title` of the title.
        author_key: `normalize_author` of the author.

    Returns:
        Names that titles of all languages share, without spaces; empty without an author.
    """
    if not author_key:
        return frozenset()
    name = _name_of(make_form(title_key).text, author_key)
    parts = _known_sets().find(name, [author_key])
    if parts is None:
        return frozenset([name])
    return frozenset([name, *(_name_of(part, author_key) for part in parts.texts)])


@lru_cache(maxsize=1)
def _known_sets() -> KnownTitles:
    return KnownTitles(_lines(_SETS), by_first_title=True)


def _name_of(text: str, author_key: str) -> str:
    work = known_titles().find(text, [author_key])
    return text if work is None else work.texts[0]


def _lines(name: str) -> list[str]:
    path = files("bookrec.data.matching").joinpath(name)
    return path.read_text(encoding="utf-8").splitlines()


def _beginnings(author_key: str) -> set[str]:
    """First letters of a name's parts, spelt so that transliterations agree."""
    return {common_form(word)[:_SHARED_LETTERS] for word in author_key.split() if len(word) > 1}
