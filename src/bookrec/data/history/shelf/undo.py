"""What the last changes of a shelf were, so that each can be taken back."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from bookrec.data.history.formats.plain import read_row
from bookrec.data.history.rated_book import RatedBook
from bookrec.data.history.shelf.file import COLUMNS, beside, replace_file, to_cells
from bookrec.errors import DataError

_MAX_STEPS = 50
_MAX_EDITS = 100_000
"""Edits of all steps kept, so that the file stays as small as a shelf; one step is always kept."""


class Edit(NamedTuple):
    """One row of a shelf, changed.

    Attributes:
        place: Row, from 0.
        before: The book as it was; None where it is new.
        after: The book as it is; None where it was taken off.
    """

    place: int
    before: RatedBook | None
    after: RatedBook | None


def apply_edit(books: list[RatedBook], edit: Edit) -> None:
    """Change a list of books in place."""
    if edit.before is None and edit.after is not None:
        books.insert(edit.place, edit.after)
    elif edit.after is None:
        del books[edit.place]
    else:
        books[edit.place] = edit.after


def record_step(path: Path, edits: Sequence[Edit]) -> None:
    """Remember one change, the newest; a damaged memory is begun anew.

    Args:
        path: The shelf.
        edits: In the order they were made.
    """
    try:
        steps = _read(path)
    except DataError:
        steps = []
    steps.append(list(edits))
    while len(steps) > 1 and (len(steps) > _MAX_STEPS or sum(map(len, steps)) > _MAX_EDITS):
        del steps[0]
    _write(path, steps)


def take_back_step(path: Path, books: list[RatedBook]) -> list[Edit]:
    """Take the newest change back that is still there, in `books` and in the memory.

    Rows that have been changed by hand since are left as they are.

    Args:
        path: The shelf.
        books: Its books; changed in place.

    Returns:
        What was done to `books`; empty where nothing is remembered.

    Raises:
        DataError: If the memory is damaged.
    """
    steps = _read(path)
    done: list[Edit] = []
    while steps and not done:
        for edit in reversed(steps.pop()):
            place = _place_of(edit, books)
            if place is not None:
                done.append(Edit(place, edit.after, edit.before))
                apply_edit(books, done[-1])
    _write(path, steps)
    return done


def _place_of(edit: Edit, books: Sequence[RatedBook]) -> int | None:
    """Find where an edit can be taken back; None where that row is gone or another one."""
    if edit.after is None:
        return min(edit.place, len(books))
    row = to_cells(edit.after)
    if edit.place < len(books) and to_cells(books[edit.place]) == row:
        return edit.place
    return next((place for place, book in enumerate(books) if to_cells(book) == row), None)


def _read(path: Path) -> list[list[Edit]]:
    file = beside(path, "undo.json")
    try:
        steps = json.loads(file.read_text(encoding="utf-8"))
        return [[_to_edit(*edit) for edit in step] for step in steps]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError) as error:
        raise DataError(f"{file}: cannot be read ({error}); remove it, nothing is undone") from None


def _write(path: Path, steps: Sequence[Sequence[Edit]]) -> None:
    document = [[[place, _row(before), _row(after)] for place, before, after in s] for s in steps]
    replace_file(beside(path, "undo.json"), lambda file: json.dump(document, file))


def _row(book: RatedBook | None) -> list[str] | None:
    return None if book is None else to_cells(book)


def _to_edit(place: int, before: list[str] | None, after: list[str] | None) -> Edit:
    return Edit(int(place), _to_book(before), _to_book(after))


def _to_book(row: list[str] | None) -> RatedBook | None:
    return None if row is None else read_row(dict(zip(COLUMNS, row, strict=True)))
