"""Failures as RFC 9457 problem documents."""

import json
from http import HTTPStatus

from pydantic import BaseModel, Field
from starlette.responses import Response

from bookrec.errors import (
    ArtifactError,
    BookrecError,
    ConfigError,
    DataError,
    NotFoundError,
    UsageError,
)

PROBLEM_JSON = "application/problem+json"
RETRY_SECONDS = 1
_STATUS = {
    UsageError: HTTPStatus.UNPROCESSABLE_ENTITY,
    ConfigError: HTTPStatus.UNPROCESSABLE_ENTITY,
    DataError: HTTPStatus.BAD_REQUEST,
    NotFoundError: HTTPStatus.NOT_FOUND,
    ArtifactError: HTTPStatus.SERVICE_UNAVAILABLE,
}
BUSY = "all threads are at work and the queue is full; try again in a second"


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str = Field("about:blank", description="Always about:blank: the status says the kind.")
    title: str = Field(description="The status in words.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="One line: what, where, and what to do next.")


def status_of(error: BookrecError) -> int:
    """Return the HTTP status of a failure that a user can act on."""
    return next(
        (int(status) for kind, status in _STATUS.items() if isinstance(error, kind)),
        int(HTTPStatus.SERVICE_UNAVAILABLE),
    )


def describe(status: int, detail: str) -> dict[str, object]:
    """Return a problem document."""
    return Problem(title=HTTPStatus(status).phrase, status=status, detail=detail).model_dump()


def problem(status: int, detail: str) -> Response:
    """Return a problem document as a response."""
    headers = {"Retry-After": str(RETRY_SECONDS)} if status == 503 else {}
    text = json.dumps(describe(status, " ".join(detail.split())), ensure_ascii=False)
    # A lone half of a pair is no UTF-8; a request may hold one.
    body = text.encode("utf-8", errors="replace")
    return Response(body, status, headers, PROBLEM_JSON)
