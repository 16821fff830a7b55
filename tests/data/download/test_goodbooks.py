"""goodbooks-10k from a local server in the place of its own."""

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from pathlib import Path

import pytest
from tests.fake_kaggle import zip_of
from tests.goodbooks import write_goodbooks

from bookrec.data.download import download
from bookrec.data.download.datasets import GOODBOOKS
from bookrec.data.sources import choose_reader
from bookrec.errors import DownloadError

ETAG = '"1"'


class Server(ThreadingHTTPServer):
    """Serves one archive; cuts the first `n_cut` answers short.

    Attributes:
        archive: The bytes.
        ranges: Range of each request.
    """

    daemon_threads = False
    archive = b""
    n_cut = 0
    status = 200

    def __init__(self) -> None:
        super().__init__(("localhost", 0), Handler)
        self.ranges: list[str | None] = []


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        server = self.server
        asked = self.headers["Range"]
        server.ranges.append(asked)
        start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked else 0
        rest = server.archive[start:] if server.status == 200 else b""
        self.send_response(206 if start else server.status)
        described = {"Content-Length": len(rest), "Accept-Ranges": "bytes", "ETag": ETAG}
        for name, value in described.items():
            self.send_header(name, str(value))
        self.send_header("Connection", "close")
        self.end_headers()
        is_cut, server.n_cut = server.n_cut > 0, server.n_cut - 1
        self.wfile.write(rest[: len(rest) // 2] if is_cut else rest)

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent."""


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    official = write_goodbooks(tmp_path / "official")
    server = Server()
    server.archive = zip_of({path.name: path.read_bytes() for path in official.glob("*.csv")})
    known = replace(
        GOODBOOKS,
        address=f"http://localhost:{server.server_address[1]}/goodbooks-10k.zip",
        sha256=hashlib.sha256(server.archive).hexdigest(),
    )
    module = import_module("bookrec.data.download.download")
    monkeypatch.setattr(module, "DATASETS", (known,))
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def fetch(folder: Path) -> bool:
    """Download; tell whether the files were there before."""
    (result,) = download(folder, "goodbooks", wait=lambda seconds: None)
    return result.skipped


def test_it_is_fetched_without_an_account_and_once(server: Server, tmp_path: Path) -> None:
    assert not fetch(tmp_path / "data")
    assert choose_reader(tmp_path / "data").name == "goodbooks"
    assert fetch(tmp_path / "data")
    assert server.ranges == [None]


def test_a_broken_transfer_goes_on_where_it_stopped(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bookrec.data.download.client._CHUNK", 10)
    server.n_cut = 1
    assert not fetch(tmp_path / "data")
    first, second = server.ranges
    assert first is None
    assert second is not None
    assert 0 < int(second.removeprefix("bytes=").removesuffix("-")) < len(server.archive)


def test_other_bytes_than_the_known_ones_are_refused(server: Server, tmp_path: Path) -> None:
    server.archive = zip_of({"ratings.csv": "other"})
    with pytest.raises(DownloadError, match="goodbooks: the checksum is wrong, 6 times"):
        fetch(tmp_path / "data")
    assert not (tmp_path / "data").exists()


def test_a_moved_archive_says_what_to_do_by_hand(server: Server, tmp_path: Path) -> None:
    server.status = 404
    with pytest.raises(DownloadError, match=r"answers 404 .*goodbooks-10k/ of the data folder"):
        fetch(tmp_path / "data")
