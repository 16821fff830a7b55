"""The exports of LibraryThing: tab-separated with 49 columns, or JSON; half stars."""

from bookrec.data.history.files import Row
from bookrec.data.history.rated_book import RatedBook, Status
from bookrec.data.history.status import parse_status
from bookrec.data.history.values import parse_rating, parse_year, split_list, surname_last
from bookrec.data.text.isbn import parse_isbn

COLUMNS = frozenset({"title", "primary author", "rating"})
JSON_COLUMNS = frozenset({"books_id", "title", "primaryauthor"})
_OF_JSON = {"primaryauthor": "primary author", "originalisbn": "isbn", "isbn": "isbns"}


def read_row(row: Row) -> RatedBook:
    """Read one book.

    A book of "Your library" counts as read: who owns a book needs no recommendation of it.

    Raises:
        ValueError: If the rating is none.
        DataError: If the row names no book.
    """
    collections = split_list(row.get("collections", ""))
    statuses = [parse_status(collection) for collection in collections]
    return RatedBook(
        title=row["title"],
        author=surname_last(row["primary author"]),
        rating=parse_rating(row["rating"]),
        isbn=parse_isbn(row.get("isbn", "")) or _first_isbn(row.get("isbns", "")),
        status=next((status for status in statuses if status != Status.READ), Status.READ),
        genres=split_list(row.get("tags", "")),
        year=parse_year(row.get("date", "")),
    )


def read_json_row(row: Row) -> RatedBook:
    """Read one book of the JSON export, whose fields have other names.

    Raises:
        ValueError: If the rating is none.
        DataError: If the row names no book.
    """
    return read_row({"rating": ""} | {_OF_JSON.get(name, name): row[name] for name in row})


def _first_isbn(cell: str) -> str:
    """The first valid one of "2070291340, 9782070291342"."""
    return next((isbn for text in split_list(cell) if (isbn := parse_isbn(text))), "")
