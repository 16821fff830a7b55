"""Plain tables with title, author and rating, under any of their usual names."""

from collections.abc import Iterable

from bookrec.data.history.files import Row
from bookrec.data.history.rated_book import RatedBook
from bookrec.data.history.status import parse_status
from bookrec.data.history.values import parse_rating, parse_year, shorten, split_list
from bookrec.data.text.isbn import explain_no_isbn, parse_isbn

_NAMES = {
    "title": (
        *("title", "book title", "book", "name", "titel", "buchtitel", "buch"),
        *("titre", "título", "titulo", "titolo"),
    ),
    "author": (
        *("author", "authors", "author name", "author_text", "writer"),
        *("autor", "autorin", "autor/in", "autoren", "verfasser", "auteur", "autore"),
    ),
    "rating": (
        *("rating", "my rating", "your rating", "user rating", "stars", "star rating", "score"),
        *("bewertung", "meine bewertung", "wertung", "sterne", "punkte"),
        *("note", "évaluation", "étoiles", "puntuación", "valutazione", "voto"),
    ),
    "book_id": ("book_id", "bookid", "book id", "goodreads_key", "goodreads id"),
    "isbn": (
        *("isbn", "isbn13", "isbn_13", "isbn 13", "isbn-13"),
        *("isbn10", "isbn_10", "isbn 10", "isbn-10", "isbn/uid"),
    ),
    "status": (
        *("status", "shelf", "exclusive shelf", "read status", "reading status", "shelf_name"),
        *("lesestatus", "regal", "statut", "estado", "stato"),
    ),
    "description": ("description", "about", "summary", "beschreibung", "inhalt"),
    "genres": (
        *("genres", "genre", "tags", "shelves", "bookshelves"),
        *("schlagwörter", "kategorie", "kategorien"),
    ),
    "year": (
        *("year", "original publication year", "year published", "publication year"),
        *("publication_year", "pubdate", "jahr", "erscheinungsjahr", "année", "año", "anno"),
    ),
}
_IDENTIFYING = ("title", "isbn", "book_id")


RATING_COLUMNS = frozenset(_NAMES["rating"])


def has_books(columns: Iterable[str]) -> bool:
    """Whether a table with these columns names books."""
    return any(name in columns for field in _IDENTIFYING for name in _NAMES[field])


def read_row(row: Row) -> RatedBook:
    """Read one book; every column but one that names it may be missing.

    Raises:
        ValueError: If the rating is none.
        DataError: If the row names no book.
    """
    isbn = _cell(row, "isbn")
    if isbn and not parse_isbn(isbn) and not _cell(row, "title") and not _cell(row, "book_id"):
        raise ValueError(f"{shorten(isbn)!r} is no ISBN: {explain_no_isbn(isbn)}")
    return RatedBook(
        title=_cell(row, "title"),
        author=_cell(row, "author"),
        rating=parse_rating(_cell(row, "rating")),
        book_id=_cell(row, "book_id"),
        isbn=parse_isbn(isbn) or "",
        status=parse_status(_cell(row, "status")),
        description=_cell(row, "description"),
        genres=split_list(_cell(row, "genres")),
        year=parse_year(_cell(row, "year")),
    )


def _cell(row: Row, field: str) -> str:
    """The first filled cell among a field's names."""
    return next((cell for name in _NAMES[field] if (cell := row.get(name, ""))), "")
