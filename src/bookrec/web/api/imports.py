"""A reader's file to the books it holds."""

import tempfile
from dataclasses import asdict
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.datastructures import UploadFile
from starlette.responses import Response

from bookrec.data.history import History, load_history
from bookrec.errors import BookrecError, DataError
from bookrec.web.api import API, answered
from bookrec.web.api.bodies import answer
from bookrec.web.context import InContext

router = APIRouter(prefix=API, tags=["recommend"])
FIELD = "file"
_FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": [FIELD],
                    "properties": {FIELD: {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}


@router.post("/import", response_model=answered.ImportOut, openapi_extra=_FORM)
async def import_file(request: Request, context: InContext) -> Response:
    """Read a Goodreads, StoryGraph or LibraryThing export, or CSV or JSON; nothing is kept."""
    raw = await receive_file(request)

    def read() -> Response:
        history = read_upload(raw)
        return answer(
            {
                "format": history.format,
                "books": [asdict(book) for book in history.books],
                "bad_rows": [row._asdict() for row in history.bad_rows],
            }
        )

    return await context.slow.run(read)


async def receive_file(request: Request) -> bytes:
    """Receive the one file of a form.

    Raises:
        DataError: If the form holds no file.
    """
    async with request.form(max_files=1, max_fields=10) as form:
        upload = form.get(FIELD)
        if not isinstance(upload, UploadFile):
            raise DataError(f"the form holds no file; send it as the field {FIELD!r}")
        return await upload.read()


def read_upload(raw: bytes) -> History:
    """Read a reader's file that came with a request.

    Raises:
        DataError: If no book can be read from it.
    """
    with tempfile.NamedTemporaryFile(prefix="bookrec-") as file:
        file.write(raw)
        file.flush()
        try:
            return load_history(Path(file.name))
        except BookrecError as error:
            # The reader knows their file, not ours.
            raise DataError(str(error).replace(file.name, "this file")) from None
