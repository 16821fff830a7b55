"""The export of Goodreads: 24 columns today, 31 in older ones."""

from bookrec.data.history.files import Row
from bookrec.data.history.rated_book import RatedBook
from bookrec.data.history.status import parse_status
from bookrec.data.history.values import parse_rating, parse_year, split_list
from bookrec.data.text.isbn import parse_isbn

COLUMNS = frozenset({"book id", "title", "author", "my rating", "exclusive shelf"})


def read_row(row: Row) -> RatedBook:
    """Read one book; "My Rating" 0 means unrated.

    Raises:
        ValueError: If the rating is none.
        DataError: If the row names no book.
    """
    status = parse_status(row["exclusive shelf"])
    shelves = split_list(row.get("bookshelves", ""))
    return RatedBook(
        title=row["title"],
        author=row["author"],
        rating=parse_rating(row["my rating"]),
        book_id=row["book id"],
        isbn=parse_isbn(row.get("isbn13", "")) or parse_isbn(row.get("isbn", "")) or "",
        status=status,
        genres=tuple(shelf for shelf in shelves if shelf != row["exclusive shelf"]),
        year=parse_year(row.get("original publication year") or row.get("year published") or ""),
    )
