"""For you: rows of books to read next."""

from dataclasses import dataclass, replace

import numpy as np
from fastapi import APIRouter, Request
from starlette.responses import Response

from bookrec.data.history import RatedBook, Status
from bookrec.scoring.explain.likes import LIKED
from bookrec.scoring.lists.rules import ListRules
from bookrec.scoring.readers.reader import Reader
from bookrec.web.context import InContext
from bookrec.web.groups import books_of
from bookrec.web.pages.cards import Card, list_cards, predicted_cards
from bookrec.web.pages.page import Page, make_page
from bookrec.web.pages.wishes import Asked

router = APIRouter(include_in_schema=False)
_N_LIST = 24
_N_ROW = 6
_N_SERIES_LOOKED_AT = 60
_HIDDEN_GEMS = 0.15


@dataclass(frozen=True)
class Row:
    """Books under one heading."""

    name: str
    title: str
    cards: list[Card]


@router.get("/for-you")
async def for_you(request: Request, context: InContext) -> Response:
    """Show what to read next; everything that was asked is in the address."""

    def make(page: Page) -> Response:
        asked = Asked.of(request.query_params, context.config.recommend)
        reader = _reader(page, asked)
        rows, notes = _rows(page, reader, asked)
        return page.render(
            "for_you.html",
            asked=asked,
            rows=rows,
            notes=notes,
            genres=page.served.genres,
            languages=page.served.languages,
            n_rated=len(reader.history),
        )

    return await make_page(request, context, make)


def _reader(page: Page, asked: Asked) -> Reader:
    if not asked.groups:
        return page.reader
    recommender = page.served.recommender
    pretended = books_of(recommender, page.served.groups, asked.groups)
    return recommender.read([*page.books, *pretended])


def _rows(page: Page, reader: Reader, asked: Asked) -> tuple[list[Row], tuple[str, ...]]:
    recommender, options = page.served.recommender, asked.options()
    n = _N_LIST if asked.has_wishes or not len(reader.history) else 2 * _N_ROW
    cards, notes = list_cards(recommender, reader, n, options)
    if asked.has_wishes:
        return [Row("list", "Your list", cards)], notes
    if not len(reader.history):
        return [Row("list", "Books that most readers like", cards)], notes
    rows = [_series_row(page, reader), Row("loved", "Readers like you loved", cards)]
    favourite = _favourite(page)
    if favourite is not None:
        near, _ = list_cards(recommender, reader, _N_ROW, {**options, "like": favourite})
        rows.append(Row("because", f"Because of {favourite.title}", near))
    rare, _ = list_cards(recommender, reader, _N_ROW, {**options, "fame": _HIDDEN_GEMS})
    rows.append(Row("rare", "Less famous", rare))
    return [row for row in rows if row.cards], notes


def _series_row(page: Page, reader: Reader) -> Row:
    """Collect the next volumes of series that the reader has begun, those worth going on with."""
    recommender = page.served.recommender
    catalog, series = recommender.catalog, recommender.catalog.series_index
    allowed = np.flatnonzero(series.on_offer(reader.known_nums))
    begun = {series.series_of(num) for num in reader.known_nums.tolist()} - {-1}
    known = set(reader.known_nums.tolist())
    nexts = [num for num in allowed.tolist() if num not in known and series.series_of(num) in begun]
    nexts.sort(key=lambda num: (-int(catalog.n_ratings[num]), num))
    rules = ListRules(catalog, _N_ROW)
    for num in reader.known_nums.tolist():
        rules.know(num)
    # Another edition of what was read is no next volume.
    fresh = [num for num in nexts[:_N_SERIES_LOOKED_AT] if rules.accept(num)]
    # A series that the reader will not love is no reason to go on with it.
    least = recommender.settings.min_predicted
    cards = [
        card
        for card in predicted_cards(recommender, reader, fresh)
        if card.book.predicted_rating >= least
    ]
    return Row("series", "Next in your series", cards[:_N_ROW])


def _favourite(page: Page) -> RatedBook | None:
    """Choose the book that the reader liked best; of several the one they named last."""
    index = page.served.recommender.catalog.index
    best: RatedBook | None = None
    for num, book in page.own_books:
        liked = book.rating is not None and book.rating >= LIKED and book.status is Status.READ
        if liked and (best is None or (book.rating or 0) >= (best.rating or 0)):
            best = replace(book, book_id=index.book_ids[num], title=index.titles[num])
    return best
