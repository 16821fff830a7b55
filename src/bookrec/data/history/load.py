"""A reader's file to rated books, its format found from the header."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bookrec.data.history import goodreads, librarything, plain, storygraph
from bookrec.data.history.files import BadRow, Row, Table, read_table
from bookrec.data.history.rated_book import RatedBook, Status
from bookrec.data.history.values import shorten
from bookrec.errors import DataError

_EXPORTS: dict[str, tuple[frozenset[str], Callable[[Row], RatedBook]]] = {
    "Goodreads": (goodreads.COLUMNS, goodreads.read_row),
    "StoryGraph": (storygraph.COLUMNS, storygraph.read_row),
    "LibraryThing": (librarything.COLUMNS, librarything.read_row),
}


@dataclass(frozen=True)
class History:
    """What a reader's file holds.

    Attributes:
        books: In the file's order.
        format: "Goodreads", "StoryGraph", "LibraryThing" or "plain".
        bad_rows: Rows that could not be used, with place and reason.
    """

    books: tuple[RatedBook, ...]
    format: str
    bad_rows: tuple[BadRow, ...]

    @property
    def rated(self) -> tuple[RatedBook, ...]:
        """Books with a rating."""
        return tuple(book for book in self.books if book.rating is not None)

    @property
    def read_unrated(self) -> tuple[RatedBook, ...]:
        """Books begun or read but not rated: not to be recommended."""
        return tuple(
            book for book in self.books if book.rating is None and book.status != Status.TO_READ
        )

    @property
    def to_read(self) -> tuple[RatedBook, ...]:
        """Unrated books the reader means to read: may be recommended."""
        return tuple(
            book for book in self.books if book.rating is None and book.status == Status.TO_READ
        )


def load_history(path: Path) -> History:
    """Read a Goodreads, StoryGraph or LibraryThing export, or plain CSV or JSON.

    Args:
        path: The file, at most 20 MB and 100,000 rows.

    Returns:
        Its books; rows that cannot be used are listed, not dropped in silence.

    Raises:
        NotFoundError: If there is no such file.
        DataError: If the format is none of these or no row can be used.
    """
    table = read_table(path)
    name, required, read_row = _detect(table, path)
    books: list[RatedBook] = []
    bad_rows = list(table.bad_rows)
    for where, row in table.rows:
        missing = sorted(required - row.keys())
        try:
            if missing:
                raise ValueError(f"ends before column {missing[0]!r}")
            books.append(read_row(row))
        except (ValueError, DataError) as error:
            bad_rows.append(BadRow(where, str(error)))
    if not books:
        first = f"{bad_rows[0].where}: {bad_rows[0].reason}" if bad_rows else "it has no rows"
        raise DataError(f"{path}: no book could be read ({first})")
    return History(tuple(books), name, tuple(bad_rows))


def _detect(table: Table, path: Path) -> tuple[str, frozenset[str], Callable[[Row], RatedBook]]:
    """Find the format whose columns the table has."""
    columns = set(table.columns)
    for name, (required, read_row) in _EXPORTS.items():
        if required <= columns:
            return name, required, read_row
    if plain.has_books(columns):
        return "plain", frozenset(), plain.read_row
    found = shorten(", ".join(table.columns)) or "none"
    raise DataError(
        f"{path}: no column names books (columns: {found}); expected an export of Goodreads, "
        "StoryGraph or LibraryThing, or columns title, author, rating"
    )
