"""The catalogue: search, one book, what is near to it, genres and languages."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from bookrec import __version__
from bookrec.data.matching import search as find
from bookrec.errors import NotFoundError
from bookrec.scoring.nearest import find_nearest
from bookrec.web.api import API, answered
from bookrec.web.api.bodies import answer
from bookrec.web.context import InContext
from bookrec.web.state import Served

router = APIRouter(prefix=API, tags=["books"])
Limit = Annotated[int, Query(ge=1, le=100)]


@router.get("/search", response_model=answered.SearchOut)
async def search(
    context: InContext, q: Annotated[str, Query(max_length=1000)], limit: Limit = 10
) -> Response:
    """Find books by words of title and author; typing errors are forgiven."""

    def look(served: Served) -> Response:
        catalog = served.recommender.catalog
        hits = find(q, catalog.index, limit)
        return answer({"books": [{**catalog.describe(num), "score": s} for num, s in hits]})

    return await context.run(look)


@router.get("/books/{book_id:path}/similar", response_model=answered.SimilarOut)
async def similar(context: InContext, book_id: str, limit: Limit = 10) -> Response:
    """Return the books nearest to one, by their book embeddings."""

    def look(served: Served) -> Response:
        catalog = served.recommender.catalog
        nearest = find_nearest(
            served.recommender.book_embeddings, find_book(served, book_id), limit
        )
        return answer({"books": [{**catalog.describe(num), "similarity": s} for num, s in nearest]})

    return await context.run(look)


@router.get("/books/{book_id:path}", response_model=answered.FullBookOut)
async def book(context: InContext, book_id: str) -> Response:
    """Return one book with all that the catalogue says of it."""
    return await context.run(lambda served: answer(describe_fully(served, book_id)))


@router.get("/genres", response_model=answered.NamesOut)
async def genres(context: InContext) -> Response:
    """Return all genres that `wishes` may name."""
    return await context.run(lambda served: answer(_names(served.genres)))


@router.get("/languages", response_model=answered.NamesOut)
async def languages(context: InContext) -> Response:
    """Return all languages that `wishes` may name."""
    return await context.run(lambda served: answer(_names(served.languages)))


@router.get("/model", response_model=answered.ModelOut)
async def model(context: InContext) -> Response:
    """Say what is served and what it was made from."""

    def look(served: Served) -> Response:
        stages = {
            name: {
                "fingerprint": artifact.manifest.fingerprint,
                "package_version": artifact.manifest.package_version,
                "seconds": artifact.manifest.seconds,
                "summary": artifact.manifest.summary,
            }
            for name, artifact in served.lineage.items()
        }
        return answer(
            {
                "model": served.fingerprint,
                "bookrec": __version__,
                "n_books": served.recommender.catalog.n_books,
                "problem": context.serving.problem,
                "stages": stages,
            }
        )

    return await context.run(look)


def find_book(served: Served, book_id: str) -> int:
    """Find a book by its id.

    Raises:
        NotFoundError: If there is none; the message names where to look.
    """
    num = int(served.recommender.catalog.find([book_id])[0])
    if num < 0:
        raise NotFoundError(f"{book_id[:80]!r}: no such book id; search finds it")
    return num


def describe_fully(served: Served, book_id: str) -> dict[str, Any]:
    """Return a book with its description and language.

    Raises:
        NotFoundError: If there is none.
    """
    catalog, num = served.recommender.catalog, find_book(served, book_id)
    more = {name: catalog.cell(name, num) for name in ("description", "language")}
    return catalog.describe(num) | more | {"description": more["description"] or ""}


def _names(counted: list[tuple[str, int]]) -> dict[str, Any]:
    return {"names": [{"name": name, "n_books": count} for name, count in counted]}
