"""The catalogue of Calibre as CSV: a library of owned books, stars in halves."""

from dataclasses import replace

from bookrec.data.history.files import Row
from bookrec.data.history.formats import plain
from bookrec.data.history.rated_book import RatedBook

COLUMNS = frozenset({"title", "authors", "title_sort", "uuid"})


def read_row(row: Row) -> RatedBook:
    """Read one book; of several authors, joined by commas or "&", the first counts.

    A book of the library counts as read: who owns a book needs no recommendation of it. The number
    of the library's own row is no book id.

    Raises:
        ValueError: If the rating is none.
        DataError: If the row names no book.
    """
    book = plain.read_row({name: cell for name, cell in row.items() if name != "id"})
    return replace(book, author=book.author.partition("&")[0].partition(",")[0].strip())
