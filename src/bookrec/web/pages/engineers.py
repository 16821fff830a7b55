"""For engineers: the map of books, the evaluation, the lineage, two settings side by side."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.datastructures import QueryParams
from starlette.responses import Response

from bookrec.errors import ArtifactError, NotFoundError
from bookrec.storage.artifacts import open_latest
from bookrec.storage.files import REPORT, read_json
from bookrec.web.context import InContext
from bookrec.web.pages.cards import list_cards
from bookrec.web.pages.page import Page, make_page
from bookrec.web.pages.wishes import Asked

router = APIRouter(include_in_schema=False)
_N_SIDE = 12
_HOUR_SECONDS = 3600
_PICTURES = {
    "ratings": "Rating prediction, against the baselines",
    "rankings": "Ranking the whole catalogue",
    "history_lengths": "How a longer history helps",
    "balance": "The balance between personal preference and the average",
    "reliability": "Predicted against given stars",
    "groups": "Groups of readers and books",
    "book_map": "The most rated books, laid out by their embeddings",
}


@router.get("/map")
async def book_map(request: Request, context: InContext) -> Response:
    """Show the map; without scripts it is a picture that says so."""
    return await make_page(request, context, lambda page: page.render("map.html"))


@router.get("/map.json")
async def map_points(request: Request, context: InContext) -> Response:
    """Send the points of the map."""

    def make(page: Page) -> Response:
        headers = {"Cache-Control": f"private, max-age={_HOUR_SECONDS}"}
        return Response(page.served.book_map, 200, headers, "application/json")

    return await make_page(request, context, make, slow=True)


@router.get("/report")
async def report(request: Request, context: InContext) -> Response:
    """Show what `evaluate` measured."""

    def make(page: Page) -> Response:
        artifact = open_latest(context.config.artifacts_dir, "evaluate")
        document = read_json(artifact.path(REPORT))
        pictures = {n: t for n, t in _PICTURES.items() if f"{n}.png" in artifact.manifest.files}
        return page.render(
            "report.html", report=document, pictures=pictures, tables=_tables(document)
        )

    return await make_page(request, context, make)


@router.get("/report/{name}.png")
async def picture(request: Request, context: InContext, name: str) -> Response:
    """Send a picture of the report."""

    def make(page: Page) -> Response:
        if name not in _PICTURES:
            raise NotFoundError(f"{name[:40]!r}: no picture of the report")
        artifact = open_latest(context.config.artifacts_dir, "evaluate")
        return Response(artifact.path(f"{name}.png").read_bytes(), 200, None, "image/png")

    return await make_page(request, context, make)


@router.get("/lineage")
async def lineage(request: Request, context: InContext) -> Response:
    """Show what is served and everything it was made from."""

    def make(page: Page) -> Response:
        manifests = [artifact.manifest for artifact in page.served.lineage.values()]
        return page.render("lineage.html", manifests=manifests, problem=context.serving.problem)

    return await make_page(request, context, make)


@router.get("/api")
async def api(request: Request, context: InContext) -> Response:
    """Show what programs can ask."""
    paths = request.app.openapi()["paths"]
    routes = [
        (method.upper(), path, operation["description"])
        for path, operations in paths.items()
        for method, operation in operations.items()
    ]
    return await make_page(request, context, lambda page: page.render("api.html", routes=routes))


@router.get("/compare")
async def compare(request: Request, context: InContext) -> Response:
    """Show two settings side by side for one reader."""

    def make(page: Page) -> Response:
        sides = [_side(page, request.query_params, letter, context) for letter in "ab"]
        ids = [{card.book.book_id for card in side["cards"]} for side in sides]
        return page.render("compare.html", sides=sides, shared_ids=ids[0] & ids[1])

    return await make_page(request, context, make)


def _side(page: Page, query: QueryParams, letter: str, context: InContext) -> dict[str, Any]:
    """Make one of two lists: its parameters are those of a list, with a letter before."""
    own = [(n[2:], v) for n, v in query.multi_items() if n.startswith(f"{letter}_")]
    if letter == "b" and not own:
        own = [("fame", "0.2"), ("diversity", "0.6")]
    asked = Asked.of(QueryParams(own), context.config.recommend)
    cards, _ = list_cards(page.served.recommender, page.reader, _N_SIDE, asked.options())
    return {"letter": letter, "asked": asked, "cards": cards}


def _tables(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Pick the tables of all users: one row for each model, one column for each metric."""
    tables = []
    for kind, title in (("ratings", "Rating prediction"), ("rankings", "Ranking")):
        try:
            rows = [r for r in document[kind]["summary"] if r["group"] == "all users"]
            metrics = list(dict.fromkeys(row["metric"] for row in rows))
            models = list(dict.fromkeys(row["model"] for row in rows))
            means = {(row["model"], row["metric"]): row["mean"] for row in rows}
        except (KeyError, TypeError) as error:
            raise ArtifactError(f"the report has no {error}; run `bookrec evaluate`") from None
        body = [(m, [means.get((m, metric)) for metric in metrics]) for m in models]
        tables.append({"title": title, "metrics": metrics, "rows": body})
    return tables
