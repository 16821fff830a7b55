"""A reader's file to rated books, its format found from the header."""

from dataclasses import dataclass
from pathlib import Path

from bookrec.data.history.files import BadRow, Table, read_table
from bookrec.data.history.formats import FORMATS, PLAIN, Format
from bookrec.data.history.formats.plain import RATING_COLUMNS, has_books
from bookrec.data.history.rated_book import RatedBook, Status
from bookrec.data.history.scales import apply_scale
from bookrec.data.history.title_list import NOTE, is_title_list, read_title_list
from bookrec.data.history.values import OFF_SCALE, shorten
from bookrec.errors import DataError


@dataclass(frozen=True)
class History:
    """What a reader's file holds.

    Attributes:
        books: In the file's order.
        format: Whose export it is, as "Goodreads"; "plain" or "list" for the reader's own.
        bad_rows: Rows that could not be used, with place and reason.
        notes: What the reader should know of how the file was read.
    """

    books: tuple[RatedBook, ...]
    format: str
    bad_rows: tuple[BadRow, ...]
    notes: tuple[str, ...] = ()

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


def load_history(path: Path, rating_scale: int | None = None) -> History:
    """Read a reader's file: an export of a reading site, an own table, or a list of titles.

    Args:
        path: The file, at most 20 MB and 100,000 rows: CSV, TSV, JSON, Excel, or lines of text.
        rating_scale: The highest rating, if it is not 5 and the file does not say so.

    Returns:
        Its books; rows that cannot be used are listed, not dropped in silence.

    Raises:
        NotFoundError: If there is no such file.
        DataError: If the format is none of these or no row can be used.
    """
    table = read_table(path)
    kind = _detect(table)
    if kind is None:
        if not is_title_list(table):
            raise _no_books(table, path)
        listed, bad_lines = read_title_list(table)
        return _checked(
            History(tuple(listed), "list", (*table.bad_rows, *bad_lines), (NOTE,)), path
        )
    table, note = apply_scale(table, RATING_COLUMNS, rating_scale)
    kind = _detect(table) or PLAIN
    books: list[RatedBook] = []
    bad_rows = list(table.bad_rows)
    for where, row in table.rows:
        missing = sorted(kind.required - row.keys())
        try:
            if missing:
                raise ValueError(f"ends before column {missing[0]!r}")
            books.append(kind.read_row(row))
        except (ValueError, DataError) as error:
            bad_rows.append(BadRow(where, str(error)))
    if rating_scale is None and any(OFF_SCALE in bad.reason for bad in bad_rows):
        note = note or "if its ratings go beyond 5, say how far, as --rating-scale 10"
    return _checked(
        History(tuple(books), kind.name, tuple(bad_rows), (note,) if note else ()), path
    )


def _checked(history: History, path: Path) -> History:
    if not history.books:
        bad = history.bad_rows
        first = f"{bad[0].where}: {bad[0].reason}" if bad else "it has no rows"
        raise DataError(f"{path}: no book could be read ({first})")
    return history


def _detect(table: Table) -> Format | None:
    """Find the format whose columns the table has; None where none names books."""
    columns = set(table.columns)
    for kind in FORMATS:
        if kind.required <= columns:
            return kind
    return PLAIN if has_books(columns) else None


def _no_books(table: Table, path: Path) -> DataError:
    found = shorten(", ".join(table.columns)) or "none"
    return DataError(
        f"{path}: no column names books (columns: {found}); expected an export of Goodreads, "
        "StoryGraph, LibraryThing, Hardcover, BookWyrm, Openreads or Calibre, or columns title, "
        "author, rating"
    )
