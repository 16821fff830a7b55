"""Together: one list for several readers, the least pleased of whom counts."""

from typing import Any

import numpy as np
from fastapi import APIRouter, Request
from starlette.datastructures import QueryParams
from starlette.responses import Response

from bookrec.data.history import RatedBook
from bookrec.errors import DataError
from bookrec.web.context import InContext
from bookrec.web.pages.page import Page, make_page

router = APIRouter(include_in_schema=False)
_N_LIST = 12
_N_CANDIDATES = 300
MAX_OTHERS = 4
_MAX_BOOKS = 60


@router.get("/together")
async def together(request: Request, context: InContext) -> Response:
    """Ask what the others liked, and show what all may like."""

    def make(page: Page) -> Response:
        others = read_others(request.query_params)
        rows = _rows(page, others) if any(others) else []
        texts = request.query_params.getlist("other")[:MAX_OTHERS]
        return page.render("together.html", rows=rows, texts=texts or [""], most=MAX_OTHERS)

    return await make_page(request, context, make)


def read_others(query: QueryParams) -> list[list[RatedBook]]:
    """Read the other readers of an address: a book a line, "Title" or "Title|Author|Stars".

    Raises:
        DataError: If a line is none, or there are too many.
    """
    from bookrec.data.history import parse_book

    others = []
    for text in query.getlist("other")[:MAX_OTHERS]:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) > _MAX_BOOKS:
            raise DataError(f"{len(lines)} books of one reader; name at most {_MAX_BOOKS} here")
        others.append([parse_book(line) for line in lines])
    return others


def _rows(page: Page, others: list[list[RatedBook]]) -> list[dict[str, Any]]:
    """Rank what is on every reader's own list by the stars of whoever would like it least."""
    recommender = page.served.recommender
    readers = [page.reader, *(recommender.read(books) for books in others if books)]
    known = {int(num) for reader in readers for num in reader.known_nums}
    nums: set[int] = set()
    for reader in readers:
        made = recommender.recommend_list(reader, _N_CANDIDATES // len(readers), diversity=0.0)
        nums |= set(
            recommender.catalog.find([str(b.book_id) for b in made.recommendations]).tolist()
        )
    candidates = np.array(sorted(nums - known), dtype=np.int64)
    if not len(candidates):
        return []
    stars = np.stack([recommender.scorer.predict(r.history, candidates) for r in readers])
    order = np.lexsort((candidates, -stars.mean(axis=0), -stars.min(axis=0)))[:_N_LIST]
    return [
        {"book": recommender.catalog.describe(int(candidates[i])), "stars": stars[:, i].tolist()}
        for i in order
    ]
