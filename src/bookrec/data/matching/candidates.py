"""Books that a reader may mean, each with the similarity of its title and authors."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from bookrec.data.history import RatedBook
from bookrec.data.matching.forms import TitleForms, title_forms
from bookrec.data.matching.index import CatalogIndex
from bookrec.data.matching.names import author_agreement
from bookrec.data.matching.similarity import title_similarity
from bookrec.data.text.authors import normalize_author
from bookrec.data.text.series import parse_series
from bookrec.data.text.titles import normalize_title, series_key

_N_SEARCHED = 12
_SURE = 0.95
_SAME = 0.95
_TITLE_COST = 0.6
_AUTHOR_COST = 0.5
_SERIES_AND_VOLUME = 0.92
_UNKNOWN_AUTHOR_COST = 0.05
_SEVERAL = re.compile(r"\s*(?:[&;/]|\band\b|\bwith\b)\s*", re.IGNORECASE)
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
    volume: tuple[str, float] | None
    authors: tuple[str, ...]

    @classmethod
    def of(cls, book: RatedBook) -> "Query":
        """Prepare a book."""
        names = (normalize_author(name) for name in _SEVERAL.split(book.author))
        key = normalize_title(book.title)
        return cls(
            title_key=key,
            forms=title_forms(book.title, key),
            volume=_series_and_volume(book.title),
            authors=tuple(name for name in names if name not in _NO_AUTHOR),
        )

    def compare(self, book_num: int, index: CatalogIndex) -> Candidate:
        """Measure how well one book of the catalogue fits.

        The confidence falls by 0.6 of what the titles lack in similarity and by 0.5 of what the
        authors lack in agreement: a misspelt title needs the right author, and the other way
        round. Without an author it starts a little lower and falls twice as fast.
        """
        title = title_similarity(self.forms, index.forms_of(book_num), index.is_word)
        why = "same title" if title > _SAME else "similar title"
        if title < _SERIES_AND_VOLUME and self._is_volume(book_num, index):
            title, why = _SERIES_AND_VOLUME, "this volume of the series"
        known = index.author_keys_of(book_num)
        if not self.authors or not known:
            confidence = 1 - 2 * (1 - title) * _TITLE_COST - _UNKNOWN_AUTHOR_COST
            return Candidate(book_num, title, None, max(confidence, 0.0), f"{why}, no author given")
        author = max(author_agreement(mine, other) for mine in self.authors for other in known)
        confidence = 1 - (1 - title) * _TITLE_COST - (1 - author) * _AUTHOR_COST
        why += ", same author" if author > _SAME else ", similar author"
        return Candidate(book_num, title, author, max(confidence, 0.0), why)

    def _is_volume(self, book_num: int, index: CatalogIndex) -> bool:
        return self.volume is not None and book_num in index.by_volume.get(self.volume, ())


def find_candidates(query: Query, index: CatalogIndex) -> list[Candidate]:
    """Collect and compare the books that may be meant, most plausible first.

    Books with the very title come first, then those whose title has an equal form, then those
    with similar words; the search widens only while no book fits well.
    """
    found: dict[int, Candidate] = {}
    for look_up in (_by_title, _by_form, _by_words):
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
    return index.by_title_key.get(query.title_key, [])


def _by_form(query: Query, index: CatalogIndex) -> list[int]:
    by_volume = index.by_volume.get(query.volume, []) if query.volume else []
    return [
        *by_volume,
        *(num for form in set(query.forms) for num in index.by_form.get(form.text, [])),
    ]


def _by_words(query: Query, index: CatalogIndex) -> list[int]:
    words = " ".join([query.title_key, *query.authors]).split()
    return [num for num, _ in index.tokens.search(words, _N_SEARCHED)]


def _series_and_volume(title: str) -> tuple[str, float] | None:
    """Read a title that is only a place in a series: "Discworld 4", "Harry Potter, Book 3"."""
    series = parse_series(title)
    if series is None or series.volume is None or series.volume != series.volume_last:
        return None
    return series_key(series.name), series.volume
