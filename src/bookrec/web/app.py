"""The application: routes, what guards them, and how failures are told."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from logging import getLogger
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic.json_schema import models_json_schema
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from threadpoolctl import threadpool_limits

from bookrec import __version__
from bookrec.errors import BookrecError
from bookrec.web.api import API, books, health, imports, recommend
from bookrec.web.api import shelf as own
from bookrec.web.api.asked import BatchIn, MatchIn, PredictIn, RankIn, RecommendIn, ShelfIn
from bookrec.web.bodies import BodyLimit
from bookrec.web.config import ServeConfig
from bookrec.web.context import Context
from bookrec.web.guard import Guard
from bookrec.web.metrics import Measured
from bookrec.web.pages import book, engineers, for_you, shelf, start, together
from bookrec.web.pages import imports as file_pages
from bookrec.web.pages.templates import problem_page
from bookrec.web.problems import BUSY, Problem, problem, status_of
from bookrec.web.state import Served
from bookrec.web.work import BusyError

REFRESH_SECONDS = 2.0
log = getLogger("bookrec.web")
_BODIES = (RecommendIn, BatchIn, PredictIn, RankIn, MatchIn, ShelfIn)
_PROBLEM = {"description": "What went wrong", "model": Problem}
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: _PROBLEM for status in (400, 401, 403, 404, 408, 413, 422, 503)
}


def create_app(config: ServeConfig, served: Served | None = None) -> FastAPI:
    """Make the application of one server.

    Args:
        config: How it is run.
        served: What it serves until there is something newer, where that is loaded already.
    """
    context = Context.of(config, served)
    app = FastAPI(
        title="bookrec",
        version=__version__,
        description="Book recommendations for a history that travels with the request.",
        lifespan=_lifespan_of(context),
        docs_url=None,
        redoc_url=None,
        responses=_PROBLEMS,
        openapi_url="/openapi.json",
    )
    app.state.context = context
    for router in (recommend.router, imports.router, books.router, own.router):
        app.include_router(router)
    app.include_router(health.router)
    for router in (start.router, for_you.router, book.router, shelf.router, file_pages.router):
        app.include_router(router)
    for router in (together.router, engineers.router):
        app.include_router(router)
    app.mount("/static", StaticFiles(packages=[("bookrec.web", "static")]), "static")
    _tell_failures(app)
    _add_schemas(app)
    # The last one added is the first to see a request.
    app.add_middleware(BodyLimit)
    app.add_middleware(Guard, config=config)
    app.add_middleware(Measured, metrics=context.metrics)
    return app


def _lifespan_of(context: Context) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        # Each list has a thread of its own: products that start threads would only get in the way.
        with threadpool_limits(1):
            watching = asyncio.create_task(_watch(context))
            yield
            watching.cancel()
            context.lists.close()
            context.slow.close()

    return lifespan


async def _watch(context: Context) -> None:
    """Load what is newest, now and whenever it changes."""
    told: str | None = None
    while True:
        if await context.refresh():
            log.info("serving %s", context.serving.served.fingerprint)
        problem = context.serving.problem
        if problem != told and problem is not None:
            log.warning("the newest results are not served: %s", problem)
        told = problem
        await asyncio.sleep(REFRESH_SECONDS)


def _tell_failures(app: FastAPI) -> None:
    async def expected(request: Request, error: Exception) -> Response:
        if not isinstance(error, BookrecError):
            raise error
        return _answer(request, status_of(error), str(error))

    async def busy(request: Request, error: Exception) -> Response:
        return _answer(request, 503, BUSY)

    async def refused(request: Request, error: Exception) -> Response:
        if not isinstance(error, RequestValidationError):
            raise error
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"][1:]))
        return _answer(request, 422, f"{place}: {first['msg']}; see /openapi.json")

    async def http(request: Request, error: Exception) -> Response:
        if not isinstance(error, HTTPException):
            raise error
        answer = _answer(request, error.status_code, str(error.detail))
        answer.headers.update(error.headers or {})
        return answer

    handlers: dict[type[Exception], Callable[[Request, Exception], Awaitable[Response]]] = {
        BookrecError: expected,
        BusyError: busy,
        RequestValidationError: refused,
        HTTPException: http,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


def _answer(request: Request, status: int, detail: str) -> Response:
    """Tell programs of a failure as a document, and readers on a page."""
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    wants_page = "text/html" in request.headers.get("accept", "")
    if path.startswith(f"{API}/") or not wants_page:
        return problem(status, detail)
    return problem_page(request.app.state.context.config.root_path, status, detail)


def _add_schemas(app: FastAPI) -> None:
    """Put the schemas of the bodies, which the routes read themselves, into the document."""
    build = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = build()
            _, definitions = models_json_schema(
                [(model, "validation") for model in _BODIES],
                ref_template="#/components/schemas/{model}",
            )
            document["components"]["schemas"].update(definitions["$defs"])
        return build()

    app.openapi = openapi  # type: ignore[method-assign]
