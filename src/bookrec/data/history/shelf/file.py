"""The shelf as a plain CSV file, which may be edited by hand and opened in a spreadsheet.

A change reads the file, changes it and replaces it in one step under a lock, so that a crash, a
full disk or two writers at once lose nothing.
"""

import csv
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from filelock import Timeout

from bookrec.data.history.files import read_table
from bookrec.data.history.load import load_history
from bookrec.data.history.rated_book import RatedBook
from bookrec.errors import DataError
from bookrec.storage.lock import hold

COLUMNS = "title author rating book_id isbn status year genres description".split()
LOCK_SECONDS = 10.0


def read_shelf(path: Path) -> list[RatedBook]:
    """Read the reader's books; none if there is no file yet.

    Raises:
        DataError: If a row or column is not as this module writes them, so that nothing a reader
            has put there by hand is lost by the next change.
    """
    if not path.exists():
        return []
    table = read_table(path)
    foreign = [name for name in table.columns if name not in COLUMNS]
    if foreign:
        raise DataError(
            f"{path}: column {foreign[0]!r} is not one of bookrec's and would be lost; "
            "rename the file and run `bookrec rate import` on it"
        )
    if not table.rows and not table.bad_rows:
        return []
    history = load_history(path)
    if history.bad_rows:
        where, reason = history.bad_rows[0]
        raise DataError(f"{path}: {where}: {reason}; mend that line first")
    return list(history.books)


def write_shelf(path: Path, books: Sequence[RatedBook]) -> None:
    """Replace the file by one that holds these books.

    Raises:
        OSError: If it cannot be written; it is as before.
    """

    def write(file: TextIO) -> None:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(to_cells(book) for book in books)

    replace_file(path, write)


def write_books(path: Path, books: Sequence[RatedBook], why: Sequence[str]) -> None:
    """Write books as a table that every reader of ours takes, with one more column.

    Args:
        path: A file; it is replaced.
        books: The books.
        why: What is to be said of each; not read back.

    Raises:
        OSError: If it cannot be written.
    """

    def write(file: TextIO) -> None:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*COLUMNS, "why"])
        writer.writerows([*to_cells(book), line] for book, line in zip(books, why, strict=True))

    replace_file(path, write)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep every other writer away from a shelf and what is beside it.

    Args:
        path: The shelf, links resolved; its folder is made where there is none.

    Raises:
        DataError: If another process holds it too long, or the disk refuses.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with hold(beside(path, "lock"), LOCK_SECONDS):
            yield
    except Timeout:
        raise DataError(f"{path}: another bookrec keeps changing it; try again") from None
    except OSError as error:
        raise DataError(f"{path}: cannot be written ({error.strerror}); it is as before") from None


def beside(path: Path, kind: str) -> Path:
    """Name a file of ours that belongs to a shelf."""
    return path.with_name(f".{path.name}.{kind}")


def replace_file(path: Path, write: Callable[[TextIO], None]) -> None:
    """Write a complete new file beside the old one, then put it in its place."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            write(file)
            file.flush()
            os.fsync(descriptor)
        temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def to_cells(book: RatedBook) -> list[str]:
    """Write a book as a row of `COLUMNS`."""
    return [
        book.title,
        book.author,
        "" if book.rating is None else f"{round(book.rating, 3):g}",
        book.book_id,
        book.isbn,
        book.status.value,
        "" if book.year is None else str(book.year),
        ", ".join(book.genres),
        book.description,
    ]
