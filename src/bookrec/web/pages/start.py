"""Where a reader begins: search and rate, bring a file, or choose groups of books."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from bookrec.data.matching import search as find
from bookrec.web.context import InContext
from bookrec.web.pages.page import Page, make_page

router = APIRouter(include_in_schema=False)
_N_FOUND = 12


@router.get("/")
async def start(request: Request, context: InContext) -> Response:
    """Show three ways to begin."""
    return await make_page(
        request, context, lambda page: page.render("start.html", groups=page.served.groups)
    )


@router.get("/search")
async def search(request: Request, context: InContext) -> Response:
    """Show the books that a search finds; to htmx, only these."""
    query = request.query_params.get("q", "")[:200]

    def make(page: Page) -> Response:
        catalog = page.served.recommender.catalog
        hits = find(query, catalog.index, _N_FOUND) if query.strip() else []
        books = [catalog.describe(num) for num, _ in hits]
        template = "found.html" if page.is_swap else "search.html"
        return page.render(template, query=query, books=books)

    return await make_page(request, context, make)
