"""Templates, and how values are written in them."""

from functools import cache
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from bookrec.data.history import Status
from bookrec.render.terminal import printable
from bookrec.render.words import series_label, stars, year_label
from bookrec.scoring.explain.recommendation import Recommendation

STATUS_WORDS = {
    Status.READ: "read",
    Status.CURRENTLY_READING: "reading now",
    Status.TO_READ: "want to read",
    Status.DID_NOT_FINISH: "gave up",
    Status.NOT_INTERESTED: "not interested",
    Status.HIDDEN: "hidden",
}


@cache
def environment() -> Environment:
    """Return the environment of all templates: everything is escaped, nothing drives a screen."""
    made = Environment(
        loader=PackageLoader("bookrec.web"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=_written,
    )
    made.filters.update(
        stars=stars,
        series=lambda book: series_label(_named(book)),
        year=lambda book: year_label(_named(book)),
        status=lambda status: STATUS_WORDS[Status(status)],
        query=_query,
        capitalize_first=lambda text: text[:1].upper() + text[1:],
    )
    return made


def problem_page(root: str, status: int, detail: str) -> Response:
    """Return a page that says what went wrong; it needs no model."""
    title = HTTPStatus(status).phrase
    text = environment().get_template("problem.html").render(root=root, title=title, detail=detail)
    return HTMLResponse(text.encode("utf-8", errors="replace"), status)


def _named(book: Recommendation | dict[str, Any]) -> Any:  # noqa: ANN401 - either has the names
    """Let what `Catalog.describe` returns be written like a recommendation."""
    return SimpleNamespace(**book) if isinstance(book, dict) else book


def _query(parameters: dict[str, Any]) -> str:
    """Write the query of an address; what is empty stays out."""
    given = {name: value for name, value in parameters.items() if value not in ("", None, [])}
    return urlencode(given, doseq=True)


def _written(value: object) -> object:
    return value if not isinstance(value, str) or isinstance(value, Markup) else printable(value)
