"""JSON in and out, read and written on the thread that does the work; the loop passes bytes."""

import json
from typing import Any

from fastapi import Request
from starlette.responses import Response

from bookrec.errors import DataError
from bookrec.render.document import rounded
from bookrec.web.api.asked import Body


def body_schema(model: type[Body]) -> dict[str, Any]:
    """Say in the OpenAPI document what a route takes; its schema comes from the app."""
    reference = {"$ref": f"#/components/schemas/{model.__name__}"}
    content = {"application/json": {"schema": reference}}
    return {"requestBody": {"required": True, "content": content}}


async def read_json(request: Request) -> bytes:
    """Receive a JSON body, as bytes.

    Raises:
        DataError: If it does not call itself JSON: a form of another site could send it then.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise DataError("send the body with Content-Type: application/json")
    return await request.body()


def answer(document: Any, status: int = 200) -> Response:  # noqa: ANN401 - any JSON-able value
    """Return a JSON document as a response."""
    text = json.dumps(rounded(document), ensure_ascii=False, allow_nan=False)
    return Response(text.encode("utf-8", errors="replace"), status, None, "application/json")
