"""The export of Openreads, an app: ratings from 1 to 5, in older versions from 10 to 50."""

from bookrec.data.history.files import Row
from bookrec.data.history.formats import plain
from bookrec.data.history.rated_book import RatedBook

COLUMNS = frozenset({"title", "author", "status", "olid", "my_review"})
_LARGEST = 5.0
_TENTHS = 10.0


def read_row(row: Row) -> RatedBook:
    """Read one book; "for later" is to read, "unfinished" was not finished.

    Raises:
        ValueError: If the rating is none.
        DataError: If the row names no book.
    """
    return plain.read_row(row | {"rating": _to_stars(row["rating"]) if "rating" in row else ""})


def _to_stars(text: str) -> str:
    """Read more than 5 as tenths of stars: whole stars are 10 to 50 there."""
    try:
        rating = float(text)
    except ValueError:
        return text
    return f"{rating / _TENTHS:g}" if _LARGEST < rating <= _LARGEST * _TENTHS else text
