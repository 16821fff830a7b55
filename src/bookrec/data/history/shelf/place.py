"""Where a reader's shelf is: one for each person, in their own data folder."""

from pathlib import Path

from platformdirs import user_data_path

from bookrec.data.history.shelf.file import locked, read_shelf, write_shelf
from bookrec.data.history.shelf.shelf import Shelf
from bookrec.errors import DataError

OLD_FILE = Path("bookrec.books.csv")
"""Where earlier versions kept the shelf: in the working folder."""
_TAKEN_OVER = ".taken-over"


def default_shelf_path() -> Path:
    """Return where this person's shelf is unless they choose another file."""
    return user_data_path("bookrec", appauthor=False) / "books.csv"


def open_shelf(chosen: Path | None = None) -> tuple[Shelf, str]:
    """Open the reader's shelf.

    An old shelf in the working folder is taken over, if there is no new one yet.

    Args:
        chosen: The file, where the reader chose one; nothing is taken over then.

    Returns:
        The shelf, and a line for the reader, "" if there is nothing to say.

    Raises:
        DataError: If an old shelf cannot be read, or not be taken over.
    """
    if chosen is not None:
        return Shelf(chosen), ""
    path = default_shelf_path()
    if not OLD_FILE.exists():
        return Shelf(path), ""
    if path.exists():
        note = f"{OLD_FILE} is not used; `bookrec rate import {OLD_FILE}` adds it to {path}."
        return Shelf(path), note
    books = read_shelf(OLD_FILE)
    with locked(path):
        write_shelf(path, books)
    kept = OLD_FILE.with_name(OLD_FILE.name + _TAKEN_OVER)
    try:
        OLD_FILE.rename(kept)
    except OSError as error:
        raise DataError(
            f"{OLD_FILE}: is now {path}, but cannot be renamed ({error.strerror}); remove it"
        ) from None
    return Shelf(path), f"Your {len(books)} books of {OLD_FILE} are now in {path}."
