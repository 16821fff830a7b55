"""One page being made: whose books it shows, and what every page says."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import quote, unquote

from fastapi import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bookrec.data.history import RatedBook
from bookrec.render.words import full_title
from bookrec.scoring.readers.reader import Reader
from bookrec.web.browser_shelf import BrowserShelf, ReaderShelf
from bookrec.web.context import Context
from bookrec.web.pages.templates import environment
from bookrec.web.state import Served

DONE_COOKIE = "bookrec_done"
_DONE_SECONDS = 60


@dataclass(eq=False)
class Page:
    """One page being made, on one thread, from one model.

    Attributes:
        request: What was asked.
        served: The model.
        shelf: The reader's books.
        root: Path under which the server is shown.
        shared: Whether many readers share it.
    """

    request: Request
    served: Served
    shelf: ReaderShelf
    root: str
    shared: bool
    _done: dict[str, Any] | None = field(default=None)

    @property
    def is_swap(self) -> bool:
        """Whether htmx asked for a part of a page."""
        return self.request.headers.get("hx-request") == "true"

    @property
    def here(self) -> str:
        """The address of this page on this server, with its query."""
        query = self.request.url.query
        path = self.request.scope["path"].removeprefix(self.root) or "/"
        return f"{path}?{query}" if query else path

    @property
    def search_again(self) -> str:
        """Where a reader goes on rating: the same search."""
        return f"/search?{self.request.url.query}"

    @cached_property
    def books(self) -> list[RatedBook]:
        """The reader's books."""
        return self.shelf.load()

    @cached_property
    def reader(self) -> Reader:
        """The reader, matched with the catalogue."""
        return self.served.recommender.read(self.books)

    @cached_property
    def by_id(self) -> dict[str, RatedBook]:
        """The reader's books by catalogue id."""
        index = self.served.recommender.catalog.index
        return {index.book_ids[num]: book for num, book in self.own_books}

    @cached_property
    def own_books(self) -> list[tuple[int, RatedBook]]:
        """Those of the reader's books that the catalogue has, with their numbers."""
        from bookrec.data.matching import match

        hits = match(self.books, self.served.recommender.catalog.index)
        pairs = zip(hits, self.books, strict=True)
        return [(hit.book_num, book) for hit, book in pairs if hit.book_num is not None]

    def render(self, template: str, status: int = 200, **values: Any) -> Response:  # noqa: ANN401
        """Fill a template."""
        text = (
            environment()
            .get_template(template)
            .render(
                page=self,
                done=self._read_done(),
                shared=self.shared,
                url=self.url,
                full_title=full_title,
                **values,
            )
        )
        response = HTMLResponse(text.encode("utf-8", errors="replace"), status)
        if DONE_COOKIE in self.request.cookies:
            response.delete_cookie(DONE_COOKIE, path=self.cookie_path)
        return self._keep(response)

    def go(self, target: str, done: str = "", *, undo: bool = False) -> Response:
        """Lead to another page of ours, which says what was done."""
        path = target if target.startswith("/") and not target.startswith(("//", "/\\")) else "/"
        response = RedirectResponse(self.root + quote(path, safe="/?&=%+~:;,!*'()@$-._"), 303)
        if done:
            text = quote(json.dumps({"text": done[:300], "undo": undo}))
            response.set_cookie(
                DONE_COOKIE,
                text,
                _DONE_SECONDS,
                path=self.cookie_path,
                httponly=True,
                samesite="strict",
            )
        return self._keep(response)

    def url(self, path: str, **query: Any) -> str:  # noqa: ANN401 - any value that can be written
        """Return an address on this server."""
        text = environment().filters["query"](query)
        return f"{self.root}{path}?{text}" if text else f"{self.root}{path}"

    @property
    def cookie_path(self) -> str:
        """Where our cookies are sent."""
        return self.root or "/"

    def _keep(self, response: Response) -> Response:
        if isinstance(self.shelf, BrowserShelf):
            secure = self.request.url.scheme == "https"
            self.shelf.store(response, path=self.cookie_path, secure=secure)
        return response

    def _read_done(self) -> dict[str, Any] | None:
        try:
            done = json.loads(unquote(self.request.cookies.get(DONE_COOKIE, "null")))
            return {"text": str(done["text"]), "undo": bool(done["undo"])} if done else None
        except (ValueError, TypeError, KeyError, RecursionError):
            return None


async def make_page(
    request: Request,
    context: Context,
    make: Callable[[Page], Response],
    *,
    slow: bool = False,
) -> Response:
    """Make a page on a thread.

    Raises:
        BookrecError, BusyError: As `Context.run` and what makes the page.
    """
    config = context.config

    def run(served: Served) -> Response:
        shelf = config.shelf if config.shelf is not None else BrowserShelf(request.cookies)
        return make(Page(request, served, shelf, config.root_path, config.shelf is None))

    return await context.run(run, slow=slow)
