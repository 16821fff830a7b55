"""The reader's books, from whatever options name them."""

from collections.abc import Sequence
from pathlib import Path

from bookrec.cli.console import print_note
from bookrec.data.history import RatedBook, load_history, parse_book

MAX_SHOWN = 3


def gather_books(
    lines: Sequence[str], history_files: Sequence[Path], shelf_file: Path
) -> list[RatedBook]:
    """Collect books from `--book` and `--history`; without either from the reader's own shelf.

    Rows of a file that cannot be read are reported on stderr and left out.

    Raises:
        DataError: If a line or a whole file cannot be read.
    """
    books = [parse_book(line) for line in lines]
    for path in history_files:
        books.extend(_read(path))
    if not lines and not history_files and shelf_file.exists():
        print_note(f"Using your books in {shelf_file}.")
        books.extend(_read(shelf_file))
    return books


def _read(path: Path) -> list[RatedBook]:
    history = load_history(path)
    for bad in history.bad_rows[:MAX_SHOWN]:
        print_note(f"{path}, {bad.where}: {bad.reason}; left out")
    if len(history.bad_rows) > MAX_SHOWN:
        print_note(f"{path}: {len(history.bad_rows)} rows left out in all")
    return list(history.books)
