"""A reader's books to books of the catalogue, with a confidence, never a silent guess.

In order: ISBN, catalogue or Goodreads id, then title and author. The last compares the titles
that share a form or words with the reader's, and the authors; the most plausible one is taken if
it is plausible enough and no other work is nearly as plausible.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bookrec.data.history import RatedBook
from bookrec.data.matching.candidates import Candidate, Query, find_candidates
from bookrec.data.matching.index import CatalogIndex, goodreads_number
from bookrec.data.text.fold import fold
from bookrec.data.text.isbn import parse_isbn

MIN_CONFIDENCE = 0.8
"""Below this a book is left unmatched; chosen on half of the labelled titles in tests/data."""

_SAME_CONFIDENCE = 0.03
_DOMINANCE = 4
_DISAGREES = 0.35
_N_NEAREST = 3


@dataclass(frozen=True)
class Match:
    """Where a reader's book stands in the catalogue.

    Attributes:
        book_num: Row of the books table, None if no book is plausible enough.
        confidence: 0 to 1; of the best candidate where `book_num` is None.
        method: "isbn", "book_id", "title" or "" (unmatched).
        why: One line for the reader.
        nearest: Candidates, most plausible first, at most 3; without the matched book.
    """

    book_num: int | None
    confidence: float
    method: str
    why: str
    nearest: tuple[int, ...] = ()


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

    Args:
        query: Free text: "le guin dispossesed".
        index: The catalogue.
        n: Results, at most.

    Returns:
        Book number and score, 0 to 1, best first.
    """
    return index.tokens.search(fold(query[:1000]).split(), n)


def _match_one(book: RatedBook, index: CatalogIndex) -> Match:
    query = Query.of(book)
    return (
        _match_isbn(book, query, index)
        or _match_id(book, query, index)
        or _match_title(query, index)
    )


def _match_isbn(book: RatedBook, query: Query, index: CatalogIndex) -> Match | None:
    isbn = parse_isbn(book.isbn)
    carriers = index.by_isbn.get(isbn, []) if isbn else []
    agreeing = [num for num in carriers if _agrees(query, num, index)]
    if not agreeing:
        return None
    return Match(index.by_popularity(agreeing)[0], 1.0, "isbn", f"ISBN {isbn}")


def _match_id(book: RatedBook, query: Query, index: CatalogIndex) -> Match | None:
    book_id = book.book_id.strip()
    if not book_id:
        return None
    num = index.by_book_id.get(book_id)
    if num is not None:
        return Match(num, 1.0, "book_id", f"book id {book_id}")
    number = goodreads_number(book_id)
    num = index.by_goodreads_id.get(number) if number else None
    if num is None or not _agrees(query, num, index):
        return None
    return Match(num, 1.0, "book_id", f"Goodreads id {number}")


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
    nearest = tuple(candidate.book_num for candidate in candidates[:_N_NEAREST])
    if not candidates:
        return Match(None, 0.0, "", "no title of the catalogue is similar")
    best = candidates[0]
    if best.confidence < MIN_CONFIDENCE:
        return Match(None, best.confidence, "", _why_not(best), nearest)
    rivals = _rivals(best, candidates[1:], index)
    if rivals and not _dominates(best, rivals, index):
        missing = "the author" if best.author is None else "the full title"
        why = f"{1 + len(rivals)} books fit equally well; give {missing}"
        return Match(None, best.confidence, "", why, nearest)
    others = tuple(num for num in nearest if num != best.book_num)
    return Match(best.book_num, best.confidence, "title", best.why, others)


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
