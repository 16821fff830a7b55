"""A list of titles without a header: a book a line."""

from collections.abc import Sequence

from bookrec.data.history.files import BadRow, Table
from bookrec.data.history.one_line import parse_book
from bookrec.data.history.rated_book import RatedBook
from bookrec.errors import DataError

NOTE = "has no header: each line is a book, liked (5 stars) where it gives no rating"
_BETWEEN = (" by ", " von ", " – ", " — ", " - ", "\t")


def is_title_list(table: Table) -> bool:
    """Whether a table has one column only, whose name is no column's."""
    return len(table.header) == 1


def read_title_list(table: Table) -> tuple[list[RatedBook], list[BadRow]]:
    """Read "Title", "Title by Author", "Title - Author" or "Title|Author|Rating" lines.

    Args:
        table: With the first line for its header.

    Returns:
        The books, and the lines that are none.
    """
    (first,) = table.columns
    lines = [("line 1", table.header[0]), *((where, row[first]) for where, row in table.rows)]
    books: list[RatedBook] = []
    bad_rows: list[BadRow] = []
    for where, line in lines:
        try:
            books.append(parse_book(_with_bars(line)))
        except DataError as error:
            bad_rows.append(BadRow(where, str(error).removeprefix("--book ")))
    return books, bad_rows


def _with_bars(line: str, between: Sequence[str] = _BETWEEN) -> str:
    """Put a bar between title and author, unless the line has bars."""
    if "|" in line:
        return line
    for joint in between:
        title, found, author = line.rpartition(joint)
        if found and title.strip():
            return f"{title.strip()}|{author.strip()}"
    return line
