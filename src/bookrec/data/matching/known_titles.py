"""Titles under which one work is known: its own, those of translations and of other countries.

`known_titles.txt` lists well-known works, one a line: the author, then the work's titles, separated
by "|". Its entries are public knowledge, written by hand; a work that it lacks is never guessed at.
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

_FILE = "known_titles.txt"
_SAME_AUTHOR = 0.8
_TELLING = 8
"""Letters that a title has at least where it alone, without its author, tells a work."""
_SHARED_LETTERS = 2


class KnownWork(NamedTuple):
    """A work of the list.

    Attributes:
        author_key: `normalize_author` of its author.
        texts: `make_form(...).text` of each of its titles; the first is the work's name here.
    """

    author_key: str
    texts: tuple[str, ...]


class KnownTitles:
    """Finds the works of the list by title and author.

    Titles are taken apart author by author, as they are asked for: a reader names a few dozen
    authors, the list some hundreds.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        """Read the lines of a list."""
        self._titles: defaultdict[str, list[list[str]]] = defaultdict(list)
        for line in lines:
            author, *titles = line.strip().split("|")
            self._titles[author].append(titles)
        self._authors: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for author in self._titles:
            key = normalize_author(author)
            for letters in _beginnings(key):
                self._authors[letters].append((author, key))
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
            work = self._of_author(key).get(text)
            if work is not None:
                return work
        if author_keys or len(text) < _TELLING:
            return None
        works = self._of_title(text)
        return works[0] if len(works) == 1 else None

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
            key = normalize_author(author)
            works = [
                KnownWork(key, tuple(make_form(normalize_title(title)).text for title in titles))
                for titles in self._titles[author]
            ]
            self._works[author] = {text: work for work in works for text in work.texts}
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
    """Return the packaged list."""
    text = files("bookrec.data.matching").joinpath(_FILE).read_text(encoding="utf-8")
    return KnownTitles(text.splitlines())


def _beginnings(author_key: str) -> set[str]:
    """First letters of a name's parts, spelt so that transliterations agree."""
    return {common_form(word)[:_SHARED_LETTERS] for word in author_key.split() if len(word) > 1}
