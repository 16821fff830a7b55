"""Books that a reader may mean, each with the similarity of its title and authors."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil, floor
from typing import NamedTuple

from bookrec.data.history import RatedBook
from bookrec.data.matching.editions import is_other_work
from bookrec.data.matching.forms import TitleForms, title_forms
from bookrec.data.matching.index import CatalogIndex, volume_key
from bookrec.data.matching.known_titles import KnownWork, known_titles
from bookrec.data.matching.names import author_agreement
from bookrec.data.matching.similarity import title_similarity
from bookrec.data.text.authors import normalize_author
from bookrec.data.text.series import SeriesRef, parse_series, split_title
from bookrec.data.text.titles import normalize_title, series_key

_N_SEARCHED = 12
_COMMON = 5_000
"""Books of a word beyond which it is too common to find a book by."""
_SURE = 0.95
_SAME = 0.95
_TITLE_COST = 0.6
_AUTHOR_COST = 0.5
_SERIES_AND_VOLUME = 0.92
_OTHER_TITLE = 0.97
_OTHER_TITLE_AND_SUBTITLE = 0.93
_MAX_VOLUMES = 30
"""Volumes of one set, at most: "Batman #404-407" are issues, "#1-500" is a slip."""
_UNKNOWN_AUTHOR_COST = 0.05
_SEVERAL = re.compile(r"\s*(?:[&;/]|\band\b|\bwith\b)\s*", re.IGNORECASE)
_SET_WORDS = re.compile(
    r"\b(?:box(?:ed)?[ -]?sets?|boxsets?|complete|omnibus|collection|gesamtausgabe|schuber|coffret|"
    r"intégrale)\b",
    re.IGNORECASE,
)
_NO_AUTHOR = frozenset({"", "anonymous", "unknown", "unknown author", "various", "anon", "n a"})


class Candidate(NamedTuple):
    """One book that may be meant.

    Attributes:
        book_num: Row of the books table.
        title: Similarity of the titles, 0 to 1.
        author: Agreement of the authors, 0 to 1; None if one side names none.
        confidence: Both together, 0 to 1.
        why: What the match rests on.
    """

    book_num: int
    title: float
    author: float | None
    confidence: float
    why: str


@dataclass(frozen=True)
class Query:
    """A reader's book, prepared for comparison."""

    title_key: str
    forms: TitleForms
    volumes: tuple[str, ...]
    authors: tuple[str, ...]

    @cached_property
    def known(self) -> KnownWork | None:
        """The listed work that is meant: by the whole title, without series or subtitle."""
        forms = self.forms
        subtitle = " ".join(forms.full.words[len(forms.main.words) :])
        parts = (forms.full, forms.tail, *(() if is_other_work(subtitle) else (forms.main,)))
        for text in dict.fromkeys(part.text for part in parts):
            work = known_titles().find(text, self.authors)
            if work is not None:
                return work
        return None

    @classmethod
    def of(cls, book: RatedBook) -> "Query":
        """Prepare a book."""
        names = (normalize_author(name) for name in _names(book.author))
        authors = tuple(name for name in dict.fromkeys(names) if name not in _NO_AUTHOR)
        key = normalize_title(book.title)
        return cls(
            title_key=key,
            forms=title_forms(book.title, key),
            volumes=_volumes(book.title),
            authors=authors,
        )

    @property
    def is_set(self) -> bool:
        """Whether the title is a box set's or an omnibus': "Earthsea (Earthsea Cycle, #1-3)"."""
        return len(self.volumes) > 1

    def compare(self, book_num: int, index: CatalogIndex) -> Candidate:
        """Measure how well one book of the catalogue fits.

        The confidence falls by 0.6 of what the titles lack in similarity and by 0.5 of what the
        authors lack in agreement: a misspelt title needs the right author, and the other way
        round. Without an author it starts a little lower and falls twice as fast.
        """
        title = title_similarity(self.forms, index.forms_of(book_num), index.is_word)
        why = "same title" if title > _SAME else "similar title"
        if title < _OTHER_TITLE and title < (other := self._by_other_title(book_num, index)):
            title, why = other, "the same work under another title"
        if title < _SERIES_AND_VOLUME and self._is_volume(book_num, index):
            title, why = _SERIES_AND_VOLUME, "this volume of the series"
        known = index.author_keys_of(book_num)
        if not self.authors or not known:
            confidence = 1 - 2 * (1 - title) * _TITLE_COST - _UNKNOWN_AUTHOR_COST
            return Candidate(book_num, title, None, max(confidence, 0.0), f"{why}, no author given")
        author = max(
            # Where nothing of the titles agrees, only the very name makes a book worth naming.
            author_agreement(mine, other)
            if title or set(mine.split()) & set(other.split())
            else 0.0
            for mine in self.authors
            for other in known
        )
        confidence = 1 - (1 - title) * _TITLE_COST - (1 - author) * _AUTHOR_COST
        why += ", same author" if author > _SAME else ", similar author"
        return Candidate(book_num, title, author, max(confidence, 0.0), why)

    def _is_volume(self, book_num: int, index: CatalogIndex) -> bool:
        return not self.is_set and any(
            book_num in index.by_volume.find(volume) for volume in self.volumes
        )

    def _by_other_title(self, book_num: int, index: CatalogIndex) -> float:
        """Similarity that another title of the same work makes, 0 if there is none."""
        if self.known is None:
            return 0.0
        forms = index.forms_of(book_num)
        if forms.full.text in self.known.texts:
            return _OTHER_TITLE
        return _OTHER_TITLE_AND_SUBTITLE if forms.main.text in self.known.texts else 0.0


LookUp = Callable[[Query, CatalogIndex], list[int]]
"""A way to find books for a query."""


def find_candidates(query: Query, index: CatalogIndex) -> list[Candidate]:
    """Collect and compare the books that may be meant, most plausible first.

    Books with the very title come first, then those whose title has an equal form, then those
    with similar words; the search widens only while no book fits well.
    """
    return _find(query, index, (_by_title, _by_form, _by_words))


def find_exact_candidates(query: Query, index: CatalogIndex) -> list[Candidate]:
    """As `find_candidates`, but without books whose titles are only similar."""
    return _find(query, index, (_by_title, _by_form))


def _find(query: Query, index: CatalogIndex, ways: Sequence[LookUp]) -> list[Candidate]:
    found: dict[int, Candidate] = {}
    for look_up in ways:
        fresh = set(look_up(query, index)).difference(found)
        found.update((num, query.compare(num, index)) for num in fresh)
        if any(each.author is not None and each.confidence > _SURE for each in found.values()):
            break
    return sorted(
        found.values(),
        key=lambda each: (
            -round(each.confidence, 6),
            -int(index.n_ratings[each.book_num]),
            each.book_num,
        ),
    )


def _by_title(query: Query, index: CatalogIndex) -> list[int]:
    return index.by_title_key.find(query.title_key)


def _by_form(query: Query, index: CatalogIndex) -> list[int]:
    texts = {form.text for form in query.forms}.union(query.known.texts if query.known else ())
    volumes = () if query.is_set else query.volumes
    return [
        *(num for volume in volumes for num in index.by_volume.find(volume)),
        *(num for text in sorted(texts) for num in index.by_form.find(text)),
    ]


def _by_words(query: Query, index: CatalogIndex) -> list[int]:
    words = " ".join([query.title_key, *query.authors]).split()
    return [num for num, _ in index.words.search(words, _N_SEARCHED, _COMMON)]


def _share_a_word(one: str, other: str) -> bool:
    return not set(one.split()).isdisjoint(other.split())


def _names(author: str) -> list[str]:
    """Split several authors; "Pratchett, Terry" is one, "Le Guin, Ursula K." tried as both."""
    names = []
    for part in _SEVERAL.split(author):
        pieces = part.split(",")
        names += [part, *(pieces if min(len(piece.split()) for piece in pieces) > 1 else ())]
    return names


def _volumes(title: str) -> tuple[str, ...]:
    """Read which volumes a title says it is, as `volume_key`s.

    The title may be nothing but a place in a series ("Discworld 4", "Harry Potter, Book 3") or name
    one behind it ("Gevatter Tod (Discworld, #4)"); a set names several ("Boxset (Earthsea, #1-3)").
    """
    whole = parse_series(title)
    refs = split_title(title)[1] or ([whole] if whole else [])
    return next((volumes for ref in refs if (volumes := _volumes_of(ref))), ())


def _volumes_of(ref: SeriesRef) -> tuple[str, ...]:
    if ref.volume is None or ref.volume_last is None:
        return ()
    key = series_key(_SET_WORDS.sub(" ", ref.name))
    if ref.volume == ref.volume_last:
        return (volume_key(key, ref.volume),)
    if not 0 < ref.volume_last - ref.volume <= _MAX_VOLUMES:
        return ()
    first, last = ceil(ref.volume), floor(ref.volume_last)
    between = {ref.volume, *map(float, range(first, last + 1)), ref.volume_last}
    return tuple(volume_key(key, number) for number in sorted(between))
