"""The reader's own books: to read, read, hidden; and every change of them."""

import csv
import io
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from bookrec.data.history import RatedBook, Status
from bookrec.data.history.shelf.file import COLUMNS, to_cells
from bookrec.errors import DataError
from bookrec.render.csv_rows import safe_cell
from bookrec.web.api.books import find_book
from bookrec.web.context import InContext
from bookrec.web.pages.cards import predicted_cards
from bookrec.web.pages.page import Page, make_page

router = APIRouter(include_in_schema=False)
_PUT_AWAY = (Status.HIDDEN, Status.NOT_INTERESTED)
Change = Callable[[Page], str]
"""Changes the shelf and says what was done."""
Text = Annotated[str, Form(max_length=2000)]


@router.get("/shelf")
async def shelf(request: Request, context: InContext) -> Response:
    """Show the reader's books but for the hidden ones."""

    def make(page: Page) -> Response:
        known = {book.book_id or book.label: num for num, book in page.own_books}
        index = page.served.recommender.catalog.index
        rows = [
            (
                book,
                index.book_ids[known[key]] if (key := book.book_id or book.label) in known else "",
            )
            for book in page.books
            if book.status not in _PUT_AWAY
        ]
        return page.render("shelf.html", rows=rows, statuses=list(Status))

    return await make_page(request, context, make)


@router.get("/shelf.csv")
async def export(request: Request, context: InContext) -> Response:
    """Send the reader's books as the file that `rate` keeps."""

    def make(page: Page) -> Response:
        target = io.StringIO()
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(COLUMNS)
        for book in page.books:
            writer.writerow([safe_cell(cell) for cell in to_cells(book)])
        headers = {"Content-Disposition": 'attachment; filename="bookrec.books.csv"'}
        return Response(target.getvalue().encode("utf-8", "replace"), 200, headers, "text/csv")

    return await make_page(request, context, make)


@router.get("/to-read")
async def to_read(request: Request, context: InContext) -> Response:
    """Show what the reader wants to read, best predicted first."""

    def make(page: Page) -> Response:
        wanted = [num for num, b in page.own_books if b.status is Status.TO_READ]
        matched = {id(book) for _, book in page.own_books}
        unknown = [b for b in page.books if b.status is Status.TO_READ and id(b) not in matched]
        cards = predicted_cards(page.served.recommender, page.reader, wanted)
        return page.render("to_read.html", cards=cards, unknown=unknown)

    return await make_page(request, context, make)


@router.get("/hidden")
async def hidden(request: Request, context: InContext) -> Response:
    """Show what the reader never wants to see again, with a way back."""

    def make(page: Page) -> Response:
        books = [book for book in page.books if book.status in _PUT_AWAY]
        return page.render("hidden.html", books=books)

    return await make_page(request, context, make)


@router.post("/rate")
async def rate(
    request: Request, context: InContext, book_id: Text, stars: Text = "", then: Text = "/"
) -> Response:
    """Rate a book as read; without stars it is read and not rated."""

    def change(page: Page) -> str:
        book = _book(page, book_id)
        page.shelf.rate(book, _stars(stars))
        return f"{book.title}: {stars} stars" if stars else f"{book.title}: read, no stars"

    return await _change(request, context, book_id, then, change)


@router.post("/mark")
async def mark(
    request: Request, context: InContext, book_id: Text, status: Text, then: Text = "/"
) -> Response:
    """Say what became of a book."""

    def change(page: Page) -> str:
        book, meant = _book(page, book_id), _status(status)
        page.shelf.set_status(book, meant)
        words = {Status.TO_READ: "you want to read it", Status.HIDDEN: "never shown again"}
        return f"{book.title}: {words.get(meant, meant.value.replace('-', ' '))}"

    return await _change(request, context, book_id, then, change)


@router.post("/remove")
async def remove(
    request: Request, context: InContext, title: Text, author: Text = "", then: Text = "/shelf"
) -> Response:
    """Take a book off the shelf, by its id or title."""

    def change(page: Page) -> str:
        return f"{page.shelf.remove(title, author).title or title}: off your shelf"

    return await _change(request, context, title, then, change)


@router.post("/undo")
async def undo(request: Request, context: InContext, then: Text = "/") -> Response:
    """Take the last change back."""

    def make(page: Page) -> Response:
        edits = page.shelf.undo()
        names = ", ".join(
            (edit.after or edit.before or RatedBook(title="?")).label for edit in edits[:3]
        )
        return page.go(then, f"Taken back: {names}" if edits else "There is nothing to take back")

    return await make_page(request, context, make)


async def _change(
    request: Request, context: InContext, key: str, then: str, change: Change
) -> Response:
    """Change the shelf; a page is led back, htmx gets what stands in the card's place."""

    def make(page: Page) -> Response:
        done = change(page)
        if page.is_swap:
            return page.render("changed.html", text=done, then=then, key=key)
        return page.go(then, done, undo=True)

    return await make_page(request, context, make)


def _book(page: Page, book_id: str) -> RatedBook:
    """Return a book as it goes on the shelf: with the catalogue's id, title and author.

    Raises:
        NotFoundError: If neither catalogue nor shelf has it.
    """
    own = next((book for book in page.books if book_id in (book.book_id, book.label)), None)
    if own is not None:
        return own
    known = page.by_id.get(book_id)
    if known is not None:
        return known
    catalog, num = page.served.recommender.catalog, find_book(page.served, book_id)
    return RatedBook(
        title=catalog.cell("title", num), author=catalog.cell("author", num), book_id=book_id
    )


def _stars(text: str) -> float | None:
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        raise DataError(f"{text[:20]!r} is not a number of stars from 1 to 5") from None


def _status(text: str) -> Status:
    try:
        return Status(text)
    except ValueError:
        raise DataError(f"{text[:40]!r} is no status of a book") from None
