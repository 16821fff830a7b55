"""One book: what you may think of it and why, its series, what is near, and its cover."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from bookrec.scoring.explain.recommendation import Contribution
from bookrec.scoring.nearest import find_nearest
from bookrec.web.api.books import describe_fully, find_book
from bookrec.web.context import InContext
from bookrec.web.covers import draw_cover
from bookrec.web.pages.cards import predicted_cards
from bookrec.web.pages.page import Page, make_page

router = APIRouter(include_in_schema=False)
_N_NEAR = 6
_N_SERIES = 40
_N_TERMS = 60
_HALF = 100.0
_DAY_SECONDS = 86_400
BookId = Annotated[str, Query(alias="id", max_length=1000)]


@dataclass(frozen=True)
class Term:
    """One of the reader's books and what it adds to a prediction, as a bar.

    Attributes:
        part: The book, the reader's stars for it, and what it adds.
        x: Where the bar begins, 0-200; the middle, 100, is nothing.
        width: Its length.
    """

    part: Contribution
    x: float
    width: float


@router.get("/book")
async def book(request: Request, context: InContext, book_id: BookId) -> Response:
    """Show one book."""

    def make(page: Page) -> Response:
        served, recommender = page.served, page.served.recommender
        num = find_book(served, book_id)
        (card,) = predicted_cards(recommender, page.reader, [num])
        terms, rest = _terms(page, num)
        near = find_nearest(recommender.book_embeddings, num, _N_NEAR)
        return page.render(
            "book.html",
            card=card,
            book=describe_fully(served, book_id),
            terms=terms,
            rest=rest,
            own=page.by_id.get(book_id),
            series=_series(page, num),
            near=[recommender.catalog.describe(other) for other, _ in near],
        )

    return await make_page(request, context, make)


@router.get("/cover")
async def cover(request: Request, context: InContext, book_id: BookId) -> Response:
    """Draw a cover."""

    def make(page: Page) -> Response:
        catalog, num = page.served.recommender.catalog, find_book(page.served, book_id)
        drawn = draw_cover(book_id, catalog.cell("title", num), catalog.cell("author", num))
        headers = {"Cache-Control": f"private, max-age={_DAY_SECONDS}"}
        return Response(drawn.encode("utf-8", "replace"), 200, headers, "image/svg+xml")

    return await make_page(request, context, make)


def _terms(page: Page, num: int) -> tuple[list[Term], float]:
    """Compute what each of the reader's books adds, largest first, and what all others add."""
    reader = page.reader
    if not len(reader.history):
        return [], 0.0
    _, (stars,) = page.served.recommender.scorer.contributions(reader.history, np.array([num]))
    order = np.argsort(-np.abs(stars), kind="stable")
    shown, others = order[:_N_TERMS], order[_N_TERMS:]
    largest = max(float(np.abs(stars).max()), 1e-6)
    terms = []
    for i in shown.tolist():
        added, width = float(stars[i]), _HALF * abs(float(stars[i])) / largest
        part = Contribution(reader.titles[i], float(reader.history.all_ratings[i]), added)
        terms.append(Term(part, _HALF if added > 0 else _HALF - width, width))
    return terms, float(stars[others].sum())


def _series(page: Page, num: int) -> list[dict[str, object]]:
    """List the books of a series in order, those without a number last."""
    catalog = page.served.recommender.catalog
    series = catalog.series_index
    number = series.series_of(num)
    if number < 0:
        return []
    members = [catalog.describe(int(n)) for n in series.members(number)]
    members.sort(key=lambda b: (b["volume"] is None, b["volume"] or 0.0, -b["n_ratings"]))
    return members[:_N_SERIES]
