"""The reader's own shelf, in local mode alone: the file that `bookrec rate` keeps."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from bookrec.data.history import RatedBook, Status
from bookrec.data.history.shelf import Shelf
from bookrec.errors import NotFoundError
from bookrec.web.api import API, answered
from bookrec.web.api.asked import ShelfIn
from bookrec.web.api.bodies import answer, body_schema, read_json
from bookrec.web.api.books import find_book
from bookrec.web.context import InContext
from bookrec.web.state import Served

router = APIRouter(prefix=API, tags=["shelf"])


def _shelf_of(context: InContext) -> Shelf:
    if context.config.shelf is None:
        raise NotFoundError("a shared server keeps no shelf: send the books with each request")
    return context.config.shelf


InShelf = Annotated[Shelf, Depends(_shelf_of)]


@router.get("/shelf", response_model=answered.ShelfOut)
async def all_books(context: InContext, shelf: InShelf) -> Response:
    """Return all books of the shelf, hidden ones too."""
    return await context.run(
        lambda served: answer({"books": [asdict(book) for book in shelf.load()]})
    )


@router.get("/shelf/{book_id:path}", response_model=answered.OwnBookOut)
async def one_book(context: InContext, shelf: InShelf, book_id: str) -> Response:
    """Return one book of the shelf, by its catalogue id."""

    def look(served: Served) -> Response:
        found = next((book for book in shelf.load() if book.book_id == book_id), None)
        if found is None:
            raise NotFoundError(f"{book_id[:80]!r}: not on the shelf")
        return answer(asdict(found))

    return await context.run(look)


@router.put(
    "/shelf/{book_id:path}",
    response_model=answered.OwnBookOut,
    openapi_extra=body_schema(ShelfIn),
)
async def put_book(request: Request, context: InContext, shelf: InShelf, book_id: str) -> Response:
    """Put a book of the catalogue on the shelf, or change its stars and status there."""
    text = await read_json(request)

    def put(served: Served) -> Response:
        asked = ShelfIn.read(text)
        book = shelf.rate(_book(served, book_id), asked.rating)
        if asked.status is not None:
            book = shelf.set_status(book, asked.status)
        return answer(asdict(book))

    return await context.run(put)


@router.delete("/shelf/{book_id:path}", response_model=answered.OwnBookOut)
async def remove_book(context: InContext, shelf: InShelf, book_id: str) -> Response:
    """Take a book off the shelf."""
    return await context.run(lambda served: answer(asdict(shelf.remove(book_id))))


@router.get("/hidden", response_model=answered.ShelfOut)
async def hidden_books(context: InContext, shelf: InShelf) -> Response:
    """Return the books that are never recommended."""

    def look(served: Served) -> Response:
        books = [asdict(book) for book in shelf.load() if book.status is Status.HIDDEN]
        return answer({"books": books})

    return await context.run(look)


@router.put("/hidden/{book_id:path}", response_model=answered.OwnBookOut)
async def hide_book(context: InContext, shelf: InShelf, book_id: str) -> Response:
    """Never recommend a book."""
    return await context.run(lambda served: answer(asdict(shelf.hide(_book(served, book_id)))))


@router.delete("/hidden/{book_id:path}", response_model=answered.OwnBookOut)
async def show_book(context: InContext, shelf: InShelf, book_id: str) -> Response:
    """Recommend a hidden book again: it comes off the shelf."""

    def show(served: Served) -> Response:
        books = shelf.load()
        if not any(b.book_id == book_id and b.status is Status.HIDDEN for b in books):
            raise NotFoundError(f"{book_id[:80]!r}: not hidden")
        return answer(asdict(shelf.remove(book_id)))

    return await context.run(show)


def _book(served: Served, book_id: str) -> RatedBook:
    catalog, num = served.recommender.catalog, find_book(served, book_id)
    names: dict[str, Any] = {name: catalog.cell(name, num) for name in ("title", "author")}
    return RatedBook(book_id=book_id, **names)
