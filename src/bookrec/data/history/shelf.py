"""The reader's own list of books, a plain CSV file that `bookrec rate` keeps.

Every change reads the file, changes it and replaces it in one step, so that a crash, a full disk or
two changes at once lose nothing.
"""

import csv
import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from filelock import Timeout
from rapidfuzz import process

from bookrec.data.history import RatedBook, load_history
from bookrec.data.history.files import read_table
from bookrec.data.text.authors import normalize_author
from bookrec.data.text.fold import fold
from bookrec.data.text.titles import normalize_title
from bookrec.errors import DataError, NotFoundError
from bookrec.storage.lock import hold

SHELF_FILE = "bookrec.books.csv"
_COLUMNS = "title author rating book_id isbn status year genres description".split()
_LOCK_SECONDS = 10.0


class Added(NamedTuple):
    """What an addition did.

    Attributes:
        new: Books that were not on the shelf.
        changed: Books that were, with another rating or status.
    """

    new: int
    changed: int


def load_shelf(path: Path) -> list[RatedBook]:
    """Read the reader's books; none if there is no file yet.

    Raises:
        DataError: If a row or column is not as this module writes them, so that nothing a reader
            has put there by hand is lost by the next change.
    """
    if not path.exists():
        return []
    table = read_table(path)
    foreign = [name for name in table.columns if name not in _COLUMNS]
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


def add_books(path: Path, books: Iterable[RatedBook]) -> Added:
    """Put books on the shelf; one that is there already takes the new rating and status.

    Raises:
        DataError: If the file cannot be read or written; it is as before.
    """
    counts = [0, 0]

    def add(shelf: list[RatedBook]) -> list[RatedBook]:
        places = {key: place for place, book in enumerate(shelf) for key in _keys(book)}
        for book in books:
            place = next((places[key] for key in _keys(book) if key in places), None)
            if place is None:
                place = len(shelf)
                shelf.append(book)
                counts[0] += 1
            else:
                before, shelf[place] = shelf[place], _updated(shelf[place], book)
                counts[1] += shelf[place] != before
            places.update(dict.fromkeys(_keys(book), place))
        return shelf

    _change(path, add)
    return Added(*counts)


def remove_book(path: Path, title: str, author: str = "") -> RatedBook:
    """Take a book off the shelf.

    Args:
        path: The shelf.
        title: Title or book id; case, accents and punctuation do not matter.
        author: Needed only where two books have this title.

    Returns:
        The book that was removed.

    Raises:
        NotFoundError: If it is not there; names the nearest title.
        DataError: If several books fit, or the file cannot be read or written.
    """
    removed: list[RatedBook] = []

    def remove(shelf: list[RatedBook]) -> list[RatedBook]:
        removed.append(_find(shelf, title, author, path))
        return [book for book in shelf if book is not removed[0]]

    _change(path, remove)
    return removed[0]


def _find(shelf: Sequence[RatedBook], title: str, author: str, path: Path) -> RatedBook:
    found = [
        book
        for book in shelf
        if (book.book_id == title or normalize_title(book.title) == normalize_title(title))
        and (not author or normalize_author(book.author) == normalize_author(author))
    ]
    if len(found) > 1:
        names = "; ".join(book.label for book in found[:5])
        raise DataError(f"{path}: {len(found)} books fit ({names}); give the author, too")
    if not found:
        titles = {book.label: fold(book.title) for book in shelf}
        nearest = process.extractOne(fold(title), titles, score_cutoff=60)
        hint = f"; did you mean {nearest[2]}?" if nearest else ""
        raise NotFoundError(f"{path}: no book {title[:80]!r}{hint}")
    return found[0]


def _updated(known: RatedBook, fresh: RatedBook) -> RatedBook:
    """The known book with the fresh opinion; an unrated one does not take a rating away."""
    if fresh.rating is None and known.rating is not None:
        return known
    return replace(known, rating=fresh.rating, status=fresh.status)


def _keys(book: RatedBook) -> list[tuple[str, str]]:
    """What makes two rows one book: its id, else title and author."""
    named = [(normalize_title(book.title), normalize_author(book.author))] if book.title else []
    return ([("", book.book_id)] if book.book_id else []) + named


def _change(path: Path, change: Callable[[list[RatedBook]], list[RatedBook]]) -> None:
    path = path.resolve()
    try:
        with hold(path.with_name(f".{path.name}.lock"), _LOCK_SECONDS):
            _replace(path, change(load_shelf(path)))
    except Timeout:
        raise DataError(f"{path}: another bookrec keeps changing it; try again") from None
    except OSError as error:
        raise DataError(f"{path}: cannot be written ({error.strerror}); it is as before") from None


def _replace(path: Path, books: Sequence[RatedBook]) -> None:
    """Write a complete new file beside the old one, then put it in its place."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(_COLUMNS)
            writer.writerows(_cells(book) for book in books)
            file.flush()
            os.fsync(descriptor)
        temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _cells(book: RatedBook) -> list[str]:
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
