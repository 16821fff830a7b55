"""The reader's books, from whatever options name them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bookrec.cli.console import print_note
from bookrec.data.history import RatedBook, load_history, parse_book
from bookrec.data.history.scales import SCALES
from bookrec.data.history.shelf import Shelf, open_shelf, write_books
from bookrec.errors import ArtifactError, ConfigError, DataError, UsageError

if TYPE_CHECKING:
    from bookrec.scoring.readers.reader import Reader

MAX_SHOWN = 3


@contextmanager
def usage() -> Iterator[None]:
    """Read values of a command's own options: what is wrong with one is a matter of usage.

    Raises:
        UsageError: In place of what the values raise.
    """
    try:
        yield
    except (ConfigError, DataError) as error:
        raise UsageError(str(error)) from None


def gather_books(
    lines: Sequence[str],
    history_files: Sequence[Path],
    shelf_file: Path | None,
    rating_scale: int | None = None,
) -> list[RatedBook]:
    """Collect books from `--book` and `--history`; without either from the reader's own shelf.

    Rows of a file that cannot be read are reported on stderr and left out.

    Raises:
        UsageError: If a line cannot be read.
        DataError: If a whole file cannot be read.
    """
    with usage():
        books = [parse_book(line) for line in lines]
    for path in history_files:
        books.extend(read_books(path, rating_scale))
    if lines or history_files:
        return books
    shelf = open_own_shelf(shelf_file)
    if shelf.path.exists():
        print_note(f"Using your books in {shelf.path}.")
        books.extend(read_books(shelf.path))
    return books


def read_each(files: Sequence[Path]) -> dict[str, list[RatedBook]]:
    """Read the files of several readers, who are named after them.

    Raises:
        UsageError: If a file is given twice.
        DataError: If one cannot be read.
    """
    if len(set(files)) < len(files):
        raise UsageError("--reader: a file is given twice; give each reader's file once")
    stems = [path.stem for path in files]
    names = [path.stem if stems.count(path.stem) == 1 else str(path) for path in files]
    return {name: read_books(path) for name, path in zip(names, files, strict=True)}


def report_unmatched(artifacts_dir: Path, books: Sequence[RatedBook]) -> dict[str, Any]:
    """Say which books are not in the catalogue, if there is one.

    Args:
        artifacts_dir: Where the catalogue is.
        books: The books.

    Returns:
        What a JSON document says of it: `unmatched`, None where there is no catalogue.
    """
    from bookrec.scoring.loading import RecommenderParts
    from bookrec.scoring.readers.reader import find_unmatched

    try:
        index = RecommenderParts(artifacts_dir).catalog.index
    except ArtifactError:
        print_note("There is no catalogue yet to look for these books in; `bookrec run-all`.")
        return {"unmatched": None}
    unmatched = find_unmatched(books, index)
    print_unmatched([(missed.input, missed.why) for missed in unmatched])
    return {"unmatched": [asdict(missed) for missed in unmatched]}


def write_unmatched(file: Path, reader: "Reader") -> None:
    """Write a reader's books that are not in the catalogue as a list to mend and read back.

    Raises:
        DataError: If it cannot be written.
    """
    try:
        write_books(file, reader.outside, [missed.why for missed in reader.unmatched])
    except OSError as error:
        raise DataError(f"{file}: {error.strerror}; choose another file for --unmatched") from None
    n_missed = len(reader.unmatched)
    print_note(f"Wrote {n_missed} books to {file}; mend them and give it as --history, too.")


def print_unmatched(missed: Sequence[tuple[str, str]]) -> None:
    """Name on stderr the first few books that are not in the catalogue, and why."""
    for book, why in missed[:MAX_SHOWN]:
        print_note(f"Not in the catalogue: {book} ({why}).")
    if len(missed) > MAX_SHOWN:
        print_note(
            f"{len(missed)} books are not in the catalogue; --json lists them, and `recommend "
            "--unmatched FILE` writes a list to mend."
        )


def open_own_shelf(chosen: Path | None) -> Shelf:
    """Open the reader's shelf, saying so where an old one is taken over.

    Raises:
        DataError: If an old one cannot be taken over.
    """
    shelf, note = open_shelf(chosen)
    if note:
        print_note(note)
    return shelf


def read_books(path: Path, rating_scale: int | None = None) -> list[RatedBook]:
    """Read a reader's file; how it was read, and rows that cannot be, are said on stderr.

    Raises:
        UsageError: If there is no such scale.
        DataError: If the whole file cannot be read.
    """
    if rating_scale is not None and rating_scale not in SCALES:
        raise UsageError(
            f"--rating-scale {rating_scale}: choose one of {', '.join(map(str, SCALES))}"
        )
    history = load_history(path, rating_scale)
    for note in history.notes:
        print_note(f"{path}: {note}.")
    for bad in history.bad_rows[:MAX_SHOWN]:
        print_note(f"{path}, {bad.where}: {bad.reason}; left out")
    if len(history.bad_rows) > MAX_SHOWN:
        print_note(f"{path}: {len(history.bad_rows)} rows left out in all")
    return list(history.books)
