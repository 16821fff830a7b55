"""A book on one line, as `--book` takes it: "Title|Author|Rating|ISBN"."""

import re

from bookrec.data.history.rated_book import RatedBook
from bookrec.data.history.values import parse_stars, shorten
from bookrec.data.text.isbn import explain_no_isbn, parse_isbn
from bookrec.errors import DataError

DEFAULT_RATING = 5.0
_SEPARATOR = re.compile(r"(?<!\\)\|")
_FIELDS = "Title|Author|Rating|ISBN"


def parse_book(text: str, default_rating: float | None = DEFAULT_RATING) -> RatedBook:
    r"""Read "Title", "Title|Author", "Title|Author|Rating" or "Title|Author|Rating|ISBN".

        >>> parse_book(r"Either\|Or|Søren Kierkegaard|4.5").rating
        4.5

    Args:
        text: The fields; any but the title may be empty; `\|` stands for `|` itself.
        default_rating: Stars of a book given without a rating: who names a book unasked liked it.
            None leaves it unrated.

    Returns:
        The book, with surrounding spaces removed.

    Raises:
        DataError: If the title is missing, there are more than four fields, the rating is not a
            number from 1 to 5, or the ISBN is none.
    """
    fields = split_fields(text)
    if len(fields) > 4:
        raise DataError(
            f"--book {shorten(text)}: {len(fields)} fields; expected at most {_FIELDS} "
            r"(write a | inside a title as \|)"
        )
    title, author, rating, isbn = fields + [""] * (4 - len(fields))
    if not title:
        raise DataError(f"--book {shorten(text)}: the title is empty; expected {_FIELDS}")
    if len(fields) == 2 and _is_stars(author):
        raise DataError(
            f"--book {shorten(text)}: the second field is the author; "
            f"for a rating without author write '{shorten(title)}||{author}'"
        )
    try:
        stars = parse_stars(rating) if rating else default_rating
    except ValueError as error:
        raise DataError(f"--book {shorten(text)}: {error}") from None
    checked_isbn = parse_isbn(isbn) or ""
    if isbn and not checked_isbn:
        raise DataError(
            f"--book {shorten(text)}: {shorten(isbn)!r} is no ISBN: {explain_no_isbn(isbn)}"
        )
    return RatedBook(title=title, author=author, rating=stars, isbn=checked_isbn)


def split_fields(text: str) -> list[str]:
    r"""Split a line at each `|` that is not written as `\|`, without surrounding spaces."""
    return [field.replace(r"\|", "|").strip() for field in _SEPARATOR.split(text)]


def _is_stars(text: str) -> bool:
    """Whether a field that should be an author is a rating."""
    try:
        parse_stars(text)
    except ValueError:
        return False
    return True
