"""A local server in Kaggle's place, which the real client asks when KAGGLE_API_ENVIRONMENT=TEST."""

import base64
import hashlib
import io
import json
import threading
import zipfile
from collections import deque
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CALL = "/api/v1/datasets.DatasetApiService/DownloadDataset"
STORAGE = "/storage/archive.zip"
ETAG = '"version-1"'


def zip_of(files: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


class FakeKaggle:
    """Serves `archives` by data set; each planned answer replaces one normal answer.

    Attributes:
        archives: Zip bytes by data set slug.
        planned: Answers given first, in order.
        requests: Path, Authorization and Range of each request.
    """

    def __init__(self) -> None:
        self.archives: dict[str, bytes] = {}
        self.planned: deque[Callable[[Handler], None]] = deque()
        self.requests: list[tuple[str, str | None, str | None]] = []
        self.current = b""
        Handler.kaggle = self
        self._server = ThreadingHTTPServer(("localhost", 7777), Handler)
        self._server.daemon_threads = False
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class Handler(BaseHTTPRequestHandler):
    kaggle: FakeKaggle

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.kaggle.current = self.kaggle.archives[f"{body['ownerSlug']}/{body['datasetSlug']}"]
        if self.path != CALL:
            self.answer(404)
        else:
            self._answer_as_planned(lambda handler: handler.redirect())

    def do_GET(self) -> None:
        self._answer_as_planned(lambda handler: handler.serve())

    def _answer_as_planned(self, normal: "Callable[[Handler], None]") -> None:
        kaggle = self.kaggle
        headers = self.headers
        kaggle.requests.append((self.path, headers["Authorization"], headers["Range"]))
        (kaggle.planned.popleft() if kaggle.planned else normal)(self)

    def answer(
        self, status: int, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            if value:
                self.send_header(name, value)
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def redirect(self) -> None:
        self.answer(302, {"Location": f"http://localhost:7777{STORAGE}?signature=SIGNED"})

    def serve(self, sent: int | None = None, **headers: str) -> None:
        """Serve the archive, or the rest of it; `sent` cuts the body short."""
        archive = self.kaggle.current
        start = 0
        if self.headers["Range"] and self.headers["If-Range"] == ETAG:
            start = int(self.headers["Range"].removeprefix("bytes=").removesuffix("-"))
        digest = base64.b64encode(hashlib.md5(archive, usedforsecurity=False).digest()).decode()
        rest = archive[start:]
        described = {
            "Content-Type": "application/zip",
            "Content-Length": str(len(rest)),
            "Accept-Ranges": "bytes",
            "ETag": ETAG,
            "x-goog-hash": f"crc32c=AAAAAA==,md5={digest}",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        self.answer(206 if start else 200, described, rest[:sent])

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent."""


def status(code: int, **headers: str) -> Callable[[Handler], None]:
    described = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler: handler.answer(code, described)


def serving(sent: int | None = None, **headers: str) -> Callable[[Handler], None]:
    return lambda handler: handler.serve(sent, **headers)
