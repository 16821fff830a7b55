"""A reader's shelf: rate, mark, hide, remove, and take it back.

>>> shelf = Shelf(Path("books.csv"))                                      # doctest: +SKIP
>>> shelf.rate(RatedBook(title="Dune", author="Frank Herbert"), 4.5)      # doctest: +SKIP
>>> shelf.undo()                                                          # doctest: +SKIP
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from rapidfuzz import process

from bookrec.data.history.rated_book import RatedBook, Status
from bookrec.data.history.shelf.file import locked, read_shelf, write_shelf
from bookrec.data.history.shelf.shown import read_shown, write_shown
from bookrec.data.history.shelf.undo import Edit, apply_edit, record_step, take_back_step
from bookrec.data.text.authors import normalize_author
from bookrec.data.text.fold import fold
from bookrec.data.text.titles import normalize_title
from bookrec.errors import DataError, NotFoundError


class Added(NamedTuple):
    """What an addition did.

    Attributes:
        new: Books that were not on the shelf.
        changed: Books that were, with another rating or status.
    """

    new: int
    changed: int


Change = Callable[[RatedBook], RatedBook]


@dataclass(frozen=True)
class Shelf:
    """One reader's shelf; safe against other threads and processes that change it.

    Every change raises DataError if the file cannot be read or written; it is then as before.

    Attributes:
        path: Its CSV file; made by the first change.
    """

    path: Path

    def load(self) -> list[RatedBook]:
        """Read all books; none if there is no file yet.

        Raises:
            DataError: If the file holds what bookrec would lose by the next change.
        """
        return read_shelf(self.path)

    def add(self, books: Iterable[RatedBook]) -> Added:
        """Put books on the shelf; one that is there already takes the new rating and status.

        A book without a rating takes none away, and the wish to read a book does not make it
        unread.
        """
        edits = self._put((book, _taking(book)) for book in books)
        n_new = sum(edit.before is None for edit in edits)
        n_same = sum(edit.before == edit.after for edit in edits)
        return Added(n_new, len(edits) - n_new - n_same)

    def rate(self, book: RatedBook, rating: float | None) -> RatedBook:
        """Give a book stars, 1 to 5, as read; None takes its stars away.

        Args:
            book: Found by id, or by title and author; put on the shelf where it is not there.
            rating: The stars.

        Returns:
            The book as it now stands on the shelf.
        """

        def change(known: RatedBook) -> RatedBook:
            read = known.status in (Status.READ, Status.DID_NOT_FINISH)
            status = known.status if rating is None or read else Status.READ
            return replace(known, rating=rating, status=status)

        return self._set(book, change)

    def set_status(self, book: RatedBook, status: Status) -> RatedBook:
        """Say what became of a book; its stars stay.

        Args:
            book: As for `rate`.
            status: Books of every status but `TO_READ` are not recommended.

        Returns:
            The book as it now stands on the shelf.
        """
        return self._set(book, lambda known: replace(known, status=status))

    def hide(self, book: RatedBook) -> RatedBook:
        """Never recommend this book."""
        return self.set_status(book, Status.HIDDEN)

    def remove(self, title: str, author: str = "") -> RatedBook:
        """Take a book off the shelf.

        Args:
            title: Title or book id; case, accents and punctuation do not matter.
            author: Needed only where two books have this title.

        Returns:
            The book that was removed.

        Raises:
            NotFoundError: If it is not there; names the nearest title.
            DataError: If several books fit.
        """
        removed: list[RatedBook] = []

        def plan(books: list[RatedBook]) -> list[Edit]:
            removed.append(_find(books, title, author, self.path))
            return [Edit(books.index(removed[0]), removed[0], None)]

        self._change(plan)
        return removed[0]

    def undo(self) -> list[Edit]:
        """Take the last change back: an addition, import, rating, mark or removal.

        Returns:
            What was done to the shelf; empty where there is nothing to take back.
        """
        path = self.path.resolve()
        with locked(path):
            books = read_shelf(path)
            edits = take_back_step(path, books)
            if edits:
                write_shelf(path, books)
        return edits

    def shown(self) -> list[str]:
        """Return the ids of the books that `remember_shown` was told of, oldest first."""
        return read_shown(self.path.resolve())

    def remember_shown(self, book_ids: Iterable[str]) -> None:
        """Remember what a list has shown."""
        path = self.path.resolve()
        with locked(path):
            write_shown(path, [*read_shown(path), *book_ids])

    def forget_shown(self) -> int:
        """Forget what lists have shown; returns how many books that were."""
        path = self.path.resolve()
        with locked(path):
            n_shown = len(read_shown(path))
            write_shown(path, [])
        return n_shown

    def _set(self, book: RatedBook, change: Change) -> RatedBook:
        changed: list[RatedBook] = []

        def keep(known: RatedBook) -> RatedBook:
            changed.append(change(known))
            return changed[0]

        self._put([(book, keep)])
        return changed[0]

    def _put(self, changes: Iterable[tuple[RatedBook, Change]]) -> list[Edit]:
        """Change books that are there, append the others changed; all in one step.

        Returns:
            An edit for each, also where nothing changed.
        """

        def plan(books: list[RatedBook]) -> list[Edit]:
            rows, edits = list(books), []
            places = {key: place for place, book in enumerate(rows) for key in _keys(book)}
            for book, change in changes:
                place = next((places[key] for key in _keys(book) if key in places), len(rows))
                before = rows[place] if place < len(rows) else None
                edits.append(Edit(place, before, change(book if before is None else before)))
                apply_edit(rows, edits[-1])
                places.update(dict.fromkeys(_keys(book), place))
            return edits

        return self._change(plan)

    def _change(self, plan: Callable[[list[RatedBook]], list[Edit]]) -> list[Edit]:
        """Plan edits of the books as they are now, remember and make them."""
        path = self.path.resolve()
        with locked(path):
            books = read_shelf(path)
            edits = plan(books)
            made = [edit for edit in edits if edit.before != edit.after]
            for edit in made:
                apply_edit(books, edit)
            if made:
                # Remembered first: a crash in between leaves a step that fits no row.
                record_step(path, made)
                write_shelf(path, books)
        return edits


def _find(books: Sequence[RatedBook], title: str, author: str, path: Path) -> RatedBook:
    found = [
        book
        for book in books
        if (book.book_id == title or normalize_title(book.title) == normalize_title(title))
        and (not author or normalize_author(book.author) == normalize_author(author))
    ]
    if len(found) > 1:
        names = "; ".join(book.label for book in found[:5])
        raise DataError(f"{path}: {len(found)} books fit ({names}); give the author, too")
    if not found:
        titles = {book.label: fold(book.title) for book in books}
        nearest = process.extractOne(fold(title), titles, score_cutoff=60)
        hint = f"; did you mean {nearest[2]}?" if nearest else ""
        raise NotFoundError(f"{path}: no book {title[:80]!r}{hint}")
    return found[0]


def _taking(fresh: RatedBook) -> Change:
    return lambda known: known if known is fresh else _updated(known, fresh)


def _updated(known: RatedBook, fresh: RatedBook) -> RatedBook:
    """The known book with the fresh opinion; an unrated one does not take a rating away."""
    if fresh.rating is None and (known.rating is not None or fresh.status is Status.TO_READ):
        return known
    return replace(known, rating=fresh.rating, status=fresh.status)


def _keys(book: RatedBook) -> list[tuple[str, str]]:
    """What makes two rows one book: its id, else title and author."""
    named = [(normalize_title(book.title), normalize_author(book.author))] if book.title else []
    return ([("", book.book_id)] if book.book_id else []) + named
