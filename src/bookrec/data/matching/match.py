"""A reader's books to books of the catalogue, with a confidence, never a silent guess.

In order: ISBN, catalogue or Goodreads id, then title and author. The last compares the titles
that share a form or words with the reader's, and the authors; the most plausible one is taken if
it is plausible enough and no other work is nearly as plausible.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bookrec.data.history import RatedBook
from bookrec.data.matching.candidates import (
    Candidate,
    Query,
    find_candidates,
    find_exact_candidates,
)
from bookrec.data.matching.index import CatalogIndex, goodreads_number
from bookrec.data.matching.names import author_agreement
from bookrec.data.text.fold import fold
from bookrec.data.text.isbn import parse_isbn

MIN_CONFIDENCE = 0.8
"""Below this a book is left unmatched; chosen on half of the labelled titles in tests/data."""

_SAME_CONFIDENCE = 0.03
_DOMINANCE = 4
_DISAGREES = 0.35
_N_NEAREST = 3
_SAME_AUTHOR = 0.8
_NEAR_TITLE = 0.5
_MISSPELT_TITLE = 0.85
_SHORTEST_MISSPELT = 3
_WELL_SEPARATED = 0.15


@dataclass(frozen=True)
class Match:
    """Where a reader's book stands in the catalogue.

    Attributes:
        book_num: Row of the books table, None if no book is plausible enough.
        confidence: 0 to 1; of the best candidate where `book_num` is None.
        method: "isbn", "book_id", "title" or "" (unmatched).
        why: One line for the reader.
        nearest: Candidates, most plausible first, at most 3; without the matched book. None is a
            stranger: title or author are at least alike.
        contents: The single volumes that a box set or an omnibus holds, as far as the catalogue
            has them.
        is_swapped: Whether the title stood in the author's place and the author in the title's.
    """

    book_num: int | None
    confidence: float
    method: str
    why: str
    nearest: tuple[int, ...] = ()
    contents: tuple[int, ...] = ()
    is_swapped: bool = False


def match(books: Sequence[RatedBook], index: CatalogIndex) -> list[Match]:
    """Find each book in the catalogue.

    Args:
        books: A reader's books.
        index: The catalogue.

    Returns:
        One match per book, in the same order.
    """
    return [_match_one(book, index) for book in books]


def search(query: str, index: CatalogIndex, n: int = 10) -> list[tuple[int, float]]:
    """Find books by words of title and author, forgiving typing errors.

    Books with the very title come first, most rated first. An ISBN finds its books alone.

    Args:
        query: Free text: "le guin dispossesed"; or an ISBN.
        index: The catalogue.
        n: Results, at most.

    Returns:
        Book number and score, 0 to 1, best first.
    """
    isbn = parse_isbn(query)
    if isbn:
        return [(num, 1.0) for num in index.by_popularity(index.by_isbn.find(isbn))[:n]]
    key = fold(query[:1000])
    exact = index.by_popularity(index.by_title_key.find(key))[:n]
    similar = index.words.search(key.split(), n)
    return [
        *((num, 1.0) for num in exact),
        *((num, score) for num, score in similar if num not in exact),
    ][:n]


def _match_one(book: RatedBook, index: CatalogIndex) -> Match:
    query = Query.of(book)
    found = (
        _match_isbn(book, query, index)
        or _match_id(book, query, index)
        or _match_title(query, index)
    )
    found = _match_set(found, query, index) if query.is_set else found
    if found.book_num is None and query.authors and query.title_key:
        return _match_swapped(book, index) or found
    return found


def _match_isbn(book: RatedBook, query: Query, index: CatalogIndex) -> Match | None:
    isbn = parse_isbn(book.isbn)
    carriers = index.by_isbn.find(isbn) if isbn else []
    agreeing = [num for num in carriers if _agrees(query, num, index)]
    if not agreeing:
        return None
    return Match(index.by_popularity(agreeing)[0], 1.0, "isbn", f"ISBN {isbn}")


def _match_id(book: RatedBook, query: Query, index: CatalogIndex) -> Match | None:
    book_id = book.book_id.strip()
    if not book_id:
        return None
    found = index.by_book_id.find(book_id)
    if found:
        return Match(found[0], 1.0, "book_id", f"book id {book_id}")
    number = goodreads_number(book_id)
    found = index.by_goodreads_id.find(number) if number else []
    if not found or not _agrees(query, found[-1], index):
        return None
    return Match(found[-1], 1.0, "book_id", f"Goodreads id {number}")


def _agrees(query: Query, num: int, index: CatalogIndex) -> bool:
    """Whether an identified book is not plainly another one, as recycled ISBNs are."""
    if not query.title_key:
        return True
    candidate = query.compare(num, index)
    return max(candidate.title, candidate.author or 0.0) >= _DISAGREES


def _match_title(query: Query, index: CatalogIndex) -> Match:
    if not query.title_key:
        return Match(None, 0.0, "", "no book of the catalogue has this id or ISBN")
    candidates = find_candidates(query, index)
    if not candidates:
        return Match(None, 0.0, "", "no title of the catalogue is similar")
    best = candidates[0]
    others = [each for each in candidates if _is_near(each)]
    nearest = tuple(each.book_num for each in others[:_N_NEAREST])
    if best.confidence < MIN_CONFIDENCE and not _is_only_misspelt(query, candidates, index):
        return Match(None, best.confidence, "", _why_not(best), nearest)
    rivals = _rivals(best, candidates[1:], index)
    if rivals and not _dominates(best, rivals, index):
        missing = "the author" if best.author is None else "the full title"
        why = f"{1 + len(rivals)} books fit equally well; give {missing}"
        return Match(None, best.confidence, "", why, nearest)
    nearest = tuple(num for num in nearest if num != best.book_num)
    return Match(best.book_num, best.confidence, "title", best.why, nearest)


def _match_set(found: Match, query: Query, index: CatalogIndex) -> Match:
    """Add what a set of volumes holds; its first volume stands for a set that is unknown."""
    volumes = [num for volume in query.volumes for num in index.by_volume.find(volume)]
    held = tuple(num for num in volumes if _wrote(query, num, index))
    if not held:
        return found
    if found.book_num is not None:
        return replace(found, contents=held)
    why = f"a set of {len(query.volumes)} volumes of this series, {len(held)} of them known"
    return Match(held[0], MIN_CONFIDENCE, "title", why, (), held)


def _wrote(query: Query, num: int, index: CatalogIndex) -> bool:
    known = index.author_keys_of(num)
    return any(
        author_agreement(mine, other) >= _SAME_AUTHOR for mine in query.authors for other in known
    )


def _match_swapped(book: RatedBook, index: CatalogIndex) -> Match | None:
    """Try the author as the title and the title as the author, if both then fit exactly."""
    swapped = Query.of(replace(book, title=book.author, author=book.title))
    candidates = find_exact_candidates(swapped, index) if swapped.authors else []
    if not candidates or (candidates[0].author or 0.0) < _SAME_AUTHOR:
        return None
    best = candidates[0]
    if best.confidence < MIN_CONFIDENCE or _rivals(best, candidates[1:], index):
        return None
    why = f"title and author swapped; {best.why}"
    return Match(best.book_num, best.confidence, "title", why, is_swapped=True)


def _is_near(candidate: Candidate) -> bool:
    """Whether a reader may have meant a book: its title is similar, or its author the same."""
    return candidate.title >= _NEAR_TITLE or (candidate.author or 0.0) >= _SAME_AUTHOR


def _is_only_misspelt(query: Query, candidates: Sequence[Candidate], index: CatalogIndex) -> bool:
    """Whether a title without author can only be the best candidate's, typing errors aside.

    Its unknown words are no words, what they resemble is clear, and no other title comes near.
    """
    best, *others = candidates
    if best.author is not None or best.title < _MISSPELT_TITLE:
        return False
    known = {word for form in index.forms_of(best.book_num) for word in form.words}
    strange = [word for word in query.forms.full.words if word not in known]
    if any(index.is_word(word) or len(word) < _SHORTEST_MISSPELT for word in strange):
        return False
    return not any(
        other.title > best.title - _WELL_SEPARATED
        and not index.is_same_work(best.book_num, other.book_num)
        for other in others
    )


def _rivals(best: Candidate, others: Sequence[Candidate], index: CatalogIndex) -> list[Candidate]:
    """Other works that are nearly as plausible; one title by one author is one work."""
    return [
        other
        for other in others
        if other.confidence > best.confidence - _SAME_CONFIDENCE
        and not index.is_same_work(best.book_num, other.book_num)
    ]


def _dominates(best: Candidate, rivals: Sequence[Candidate], index: CatalogIndex) -> bool:
    """Whether the best is so much better known that the reader can only mean it."""
    known = int(index.n_ratings[best.book_num])
    return all(known >= _DOMINANCE * int(index.n_ratings[rival.book_num]) for rival in rivals)


def _why_not(best: Candidate) -> str:
    if best.author is not None and best.title > 0.9:
        return "the title exists, but by another author"
    return "no title of the catalogue is similar enough"
