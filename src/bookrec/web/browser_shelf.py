"""A shelf that lives in the reader's browser: cookies in, cookies out, nothing kept here."""

import base64
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Protocol

from starlette.responses import Response

from bookrec.data.history import RatedBook, Status
from bookrec.data.history.shelf import Added, Edit
from bookrec.data.history.shelf.undo import apply_edit
from bookrec.errors import DataError

COOKIE = "bookrec_shelf"
_CHUNK = 3800
_MAX_CHUNKS = 8
_MAX_JSON = 2_000_000
_YEAR_SECONDS = 365 * 86_400
_MAX_UNDO = 20


class ReaderShelf(Protocol):
    """What pages do to a reader's books; `Shelf` keeps them in a file, `BrowserShelf` does not."""

    def load(self) -> list[RatedBook]:
        """Read all books."""

    def add(self, books: Iterable[RatedBook]) -> Added:
        """Put books on the shelf."""

    def rate(self, book: RatedBook, rating: float | None) -> RatedBook:
        """Give a book stars."""

    def set_status(self, book: RatedBook, status: Status) -> RatedBook:
        """Say what became of a book."""

    def remove(self, title: str, author: str = "") -> RatedBook:
        """Take a book off the shelf, by its id or title."""

    def undo(self) -> list[Edit]:
        """Take the last change back."""


class BrowserShelf:
    """A reader's books, as their browser sent them."""

    def __init__(self, cookies: Mapping[str, str]) -> None:
        """Read the books of a request.

        Raises:
            DataError: If the cookies hold no books of ours.
        """
        self._books, self._last = _unpack(cookies)
        self._n_cookies = sum(name.startswith(COOKIE) for name in cookies)
        self.is_changed = False

    def load(self) -> list[RatedBook]:
        """Return all books."""
        return list(self._books)

    def add(self, books: Iterable[RatedBook]) -> Added:
        """Put books on the shelf; one that is there already takes the new rating and status."""
        edits = [self._edit(book, book) for book in books]
        new = sum(edit.before is None for edit in edits)
        same = sum(edit.before == edit.after for edit in edits)
        self._made(edits)
        return Added(new, len(edits) - new - same)

    def rate(self, book: RatedBook, rating: float | None) -> RatedBook:
        """Give a book stars, as read; None takes its stars away."""
        status = Status.READ if rating is not None else book.status
        return self._set(book, rating, status)

    def set_status(self, book: RatedBook, status: Status) -> RatedBook:
        """Say what became of a book; its stars stay."""
        known = self._find(book)
        return self._set(book, book.rating if known is None else self._books[known].rating, status)

    def remove(self, title: str, author: str = "") -> RatedBook:
        """Take a book off the shelf, by its id or title.

        Raises:
            DataError: If it is not there.
        """
        for place, book in enumerate(self._books):
            if title in (book.book_id, book.title) and author in ("", book.author):
                del self._books[place]
                self._made([Edit(place, book, None)])
                return book
        raise DataError(f"{title[:80]!r} is not on your shelf")

    def undo(self) -> list[Edit]:
        """Take the last change back."""
        done = [Edit(place, after, before) for place, before, after in reversed(self._last)]
        for edit in done:
            apply_edit(self._books, edit)
        self._last, self.is_changed = [], True
        return done

    def store(self, response: Response, *, path: str, secure: bool) -> None:
        """Send the books back to the browser, if they changed.

        Raises:
            DataError: If they are more than a browser keeps.
        """
        if not self.is_changed:
            return
        packed = _pack(self._books, self._last)
        chunks = [packed[start : start + _CHUNK] for start in range(0, len(packed), _CHUNK)]
        if len(chunks) > _MAX_CHUNKS:
            raise DataError("these are more books than a browser keeps here; use bookrec at home")
        for number, chunk in enumerate(chunks):
            response.set_cookie(
                f"{COOKIE}{number}",
                chunk,
                max_age=_YEAR_SECONDS,
                path=path,
                secure=secure,
                httponly=True,
                samesite="strict",
            )
        for number in range(len(chunks), self._n_cookies):
            response.delete_cookie(f"{COOKIE}{number}", path=path)

    def _set(self, book: RatedBook, rating: float | None, status: Status) -> RatedBook:
        edit = self._edit(book, replace(book, rating=rating, status=status))
        self._made([edit])
        return edit.after or book

    def _edit(self, book: RatedBook, after: RatedBook) -> Edit:
        place = self._find(book)
        if place is None:
            edit = Edit(len(self._books), None, after)
        else:
            before = self._books[place]
            edit = Edit(place, before, replace(before, rating=after.rating, status=after.status))
        apply_edit(self._books, edit)
        return edit

    def _find(self, book: RatedBook) -> int | None:
        key = book.book_id or book.label
        return next((i for i, b in enumerate(self._books) if (b.book_id or b.label) == key), None)

    def _made(self, edits: list[Edit]) -> None:
        self._last = edits if len(edits) <= _MAX_UNDO else []
        self.is_changed = True


def _pack(books: list[RatedBook], last: list[Edit]) -> str:
    edits = [
        [place, before and _row(before), after and _row(after)] for place, before, after in last
    ]
    text = json.dumps([[_row(book) for book in books], edits], separators=(",", ":"))
    return base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode()


def _unpack(cookies: Mapping[str, str]) -> tuple[list[RatedBook], list[Edit]]:
    packed = "".join(cookies.get(f"{COOKIE}{number}", "") for number in range(_MAX_CHUNKS))
    if not packed:
        return [], []
    try:
        inflate = zlib.decompressobj()
        text = inflate.decompress(base64.urlsafe_b64decode(packed), _MAX_JSON)
        rows, edits = json.loads(text)
        last = [Edit(int(p), b and _book(b), a and _book(a)) for p, b, a in edits]
        return [_book(row) for row in rows], last
    except (ValueError, TypeError, KeyError, zlib.error, DataError, RecursionError):
        raise DataError(
            "the books in your browser cannot be read; clear this site's cookies to begin anew"
        ) from None


def _row(book: RatedBook) -> list[object]:
    return [book.book_id, book.title, book.author, book.rating, book.status.value]


def _book(row: list[object]) -> RatedBook:
    book_id, title, author, rating, status = row
    return RatedBook(
        book_id=str(book_id),
        title=str(title),
        author=str(author),
        rating=None if rating is None else float(str(rating)),
        status=Status(str(status)),
    )
