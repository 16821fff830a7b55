"""A reader's file, and its repair: what was matched to what, and what was not. No silent guess."""

import json
from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from bookrec.data.history import History, RatedBook
from bookrec.data.matching import match
from bookrec.errors import DataError
from bookrec.limits import MAX_HISTORY_BYTES
from bookrec.web.api.asked import BookIn
from bookrec.web.api.imports import read_upload, receive_file
from bookrec.web.context import InContext
from bookrec.web.pages.page import Page, make_page

router = APIRouter(include_in_schema=False)
MAX_CHOICES = 300
"""Books of a file that a reader is asked about; what is beyond is kept as it is."""
KEEP, SKIP = "keep", "skip"


@dataclass(frozen=True)
class Choice:
    """A book of the file that was not found.

    Attributes:
        book: As the file has it.
        text: The same, to come back with the form.
        why: Why it was not found.
        nearest: Books of the catalogue that it may be.
    """

    book: RatedBook
    text: str
    why: str
    nearest: list[dict[str, Any]]


@router.get("/import")
async def ask_file(request: Request, context: InContext) -> Response:
    """Ask for a file."""
    return await make_page(request, context, lambda page: page.render("import.html"))


@router.post("/import")
async def show_repair(request: Request, context: InContext) -> Response:
    """Show what the file holds, and ask about what was not found."""
    raw = await receive_file(request)

    def make(page: Page) -> Response:
        return page.render("repair.html", **_describe(page, read_upload(raw)))

    return await make_page(request, context, make, slow=True)


@router.post("/import/keep")
async def keep(request: Request, context: InContext) -> Response:
    """Put the books on the shelf, as the reader chose."""
    limit = MAX_HISTORY_BYTES
    async with request.form(
        max_files=0, max_fields=3 * MAX_CHOICES + 10, max_part_size=limit
    ) as form:

        def make(page: Page) -> Response:
            added = page.shelf.add([*_read_books(_text(form, "matched")), *_chosen(page, form)])
            done = f"{added.new} books added, {added.changed} changed"
            return page.go("/for-you", done, undo=True)

        return await make_page(request, context, make, slow=True)


def _describe(page: Page, history: History) -> dict[str, Any]:
    """Sort a file's books into found ones and ones to ask about."""
    catalog = page.served.recommender.catalog
    index = catalog.index
    matched, kept = [], []
    choices: list[Choice] = []
    for book, hit in zip(history.books, match(history.books, index), strict=True):
        if hit.book_num is not None:
            kept.append(replace(book, book_id=index.book_ids[hit.book_num]))
            matched.append((book, catalog.describe(hit.book_num), hit.why))
        elif len(choices) < MAX_CHOICES:
            nearest = [catalog.describe(num) for num in hit.nearest]
            choices.append(Choice(book, _write_books([book]), hit.why, nearest))
        else:
            kept.append(book)
    return {
        "format": history.format,
        "matched": matched,
        "matched_text": _write_books(kept),
        "choices": choices,
        "bad_rows": history.bad_rows,
        "n_books": len(history.books),
    }


def _chosen(page: Page, form: FormData) -> list[RatedBook]:
    """Read what the reader chose for each book that was not found."""
    chosen = []
    for place in range(MAX_CHOICES):
        if f"book-{place}" not in form:
            break
        choice = _text(form, f"choice-{place}") or KEEP
        if choice == SKIP:
            continue
        for book in _read_books(_text(form, f"book-{place}")):
            chosen.append(book if choice == KEEP else _as(page, book, choice))
    return chosen


def _as(page: Page, book: RatedBook, book_id: str) -> RatedBook:
    """Take a reader's book for one of the catalogue."""
    catalog = page.served.recommender.catalog
    (num,) = catalog.find([book_id]).tolist()
    if num < 0:
        raise DataError(f"{book_id[:80]!r}: no such book any more; send the file again")
    title, author = catalog.cell("title", num), catalog.cell("author", num)
    return replace(book, book_id=book_id, title=title, author=author, isbn="")


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _write_books(books: list[RatedBook]) -> str:
    return json.dumps([BookIn.of(book).model_dump(exclude_defaults=True) for book in books])


def _read_books(text: str) -> list[RatedBook]:
    try:
        rows = json.loads(text or "[]")
        return [BookIn.read(json.dumps(row).encode()).to_book() for row in rows]
    except (ValueError, TypeError, RecursionError):
        raise DataError("the form came back damaged; send the file again") from None
