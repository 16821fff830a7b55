"""Fetch one archive, patiently and verified."""

import base64
import hashlib
import re
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bookrec.data.download.credentials import Credentials
from bookrec.data.download.datasets import Dataset
from bookrec.data.download.kaggle_api import TIMEOUT_SECONDS, open_archive
from bookrec.data.download.open_address import open_address
from bookrec.data.download.refusal import (
    BrokenTransferError,
    explain_open_refusal,
    explain_refusal,
)
from bookrec.errors import DownloadError
from bookrec.limits import MAX_ARCHIVE_BYTES
from bookrec.storage.artifacts import sha256_of

if TYPE_CHECKING:
    from requests import HTTPError, PreparedRequest, Response

Progress = Callable[[int, int], None]
Wait = Callable[[float], None]

MAX_ATTEMPTS = 6
_CHUNK = 2**18
_FIRST_WAIT = 1.0
_LONGEST_WAIT = 120.0
_PARTIAL_CONTENT = 206
_MD5 = re.compile(r"\bmd5=([A-Za-z0-9+/=]{24})")


class _Version(NamedTuple):
    """What a server says of an archive.

    Attributes:
        total: Bytes, 0 if unknown.
        md5: Checksum in base 64, "" if unknown.
        etag: What tells this version from another, "" if the transfer cannot be resumed.
        request: The request that this archive answers.
    """

    total: int
    md5: str
    etag: str
    request: "PreparedRequest"

    @classmethod
    def of(cls, response: "Response") -> "_Version":
        headers = response.headers
        total = "" if "Content-Encoding" in headers else headers.get("Content-Length", "")
        md5 = _MD5.search(headers.get("x-goog-hash", ""))
        return cls(
            total=int(total) if total.isdecimal() else 0,
            md5=md5.group(1) if md5 else "",
            etag=headers.get("ETag", "") if headers.get("Accept-Ranges") == "bytes" else "",
            request=response.request,
        )


def fetch(
    dataset: Dataset,
    credentials: Credentials | None,
    archive: Path,
    *,
    progress: Progress | None = None,
    wait: Wait = time.sleep,
) -> None:
    """Download a data set's archive, verified by size and by the checksum that is known of it.

    Too many requests, server faults and broken connections are retried with growing pauses; a
    broken transfer goes on where it stopped if the server can do that.

    Args:
        dataset: What to fetch.
        credentials: Whose account to use; None for an archive that needs none.
        archive: The file to write; on failure it may be incomplete.
        progress: Called with bytes done and bytes in all (0 if unknown).
        wait: Called with seconds between two attempts.

    Raises:
        DownloadError: If the server refuses, or all attempts fail.
        OSError: If the file cannot be written.
    """
    transfer = _Transfer(dataset, credentials, archive, progress or (lambda done, total: None))
    pause = _FIRST_WAIT
    for attempt in range(1, MAX_ATTEMPTS + 1):
        try:
            return transfer.attempt()
        except BrokenTransferError as broken:
            if attempt == MAX_ATTEMPTS:
                raise DownloadError(
                    f"{dataset.name}: {broken.reason}, {MAX_ATTEMPTS} times; try again later, "
                    f"or download {dataset.url} by hand"
                ) from None
            wait(min(pause if broken.wait is None else broken.wait, _LONGEST_WAIT))
            pause *= 2


class _Transfer:
    """One archive on its way; remembers over attempts what has arrived."""

    def __init__(
        self,
        dataset: Dataset,
        credentials: Credentials | None,
        archive: Path,
        progress: Progress,
    ) -> None:
        self._dataset = dataset
        self._credentials = credentials
        self._archive = archive
        self._progress = progress
        self._version: _Version | None = None
        self._done = 0

    def attempt(self) -> None:
        """Fetch the archive, or what is missing of it."""
        import requests

        try:
            with ExitStack() as stack:
                rest = self._ask_for_rest(stack)
                if rest is None:
                    self._done = 0
                    rest = stack.enter_context(self._open())
                    self._version = _Version.of(rest)
                self._receive(rest, self._version.total if self._version else 0)
        except requests.HTTPError as error:
            raise self._explain(error) from None
        except requests.RequestException as error:
            reason = f"the connection broke ({type(error).__name__})"
            raise BrokenTransferError(reason) from None
        self._verify()

    def _open(self) -> "AbstractContextManager[Response]":
        if self._credentials is None:
            return open_address(self._dataset.address)
        return open_archive(self._dataset, self._credentials)

    def _explain(self, error: "HTTPError") -> DownloadError | BrokenTransferError:
        if self._credentials is None:
            return explain_open_refusal(error, self._dataset)
        return explain_refusal(error, self._dataset, self._credentials)

    def _ask_for_rest(self, stack: ExitStack) -> "Response | None":
        """Ask for the bytes that are missing; None if the server cannot go on where it stopped."""
        import requests

        if not self._done or self._version is None or not self._version.etag:
            return None
        request = self._version.request
        response = requests.request(
            request.method or "",
            request.url or "",
            headers={
                **request.headers,
                "Range": f"bytes={self._done}-",
                "If-Range": self._version.etag,
            },
            data=request.body,
            stream=True,
            timeout=TIMEOUT_SECONDS,
        )
        stack.enter_context(response)
        return response if response.status_code == _PARTIAL_CONTENT else None

    def _receive(self, response: "Response", total: int) -> None:
        self._refuse_if_too_large(total)
        with self._archive.open("ab" if self._done else "wb") as file:
            for chunk in response.iter_content(_CHUNK):
                file.write(chunk)
                self._done += len(chunk)
                self._refuse_if_too_large(self._done)
                self._progress(self._done, total)

    def _verify(self) -> None:
        if self._version is None:
            return
        if self._version.total and self._done != self._version.total:
            raise BrokenTransferError(f"{self._done:,} of {self._version.total:,} bytes arrived")
        if self._version.md5 and _md5_of(self._archive) != self._version.md5:
            self._done = 0
            raise BrokenTransferError("the checksum is wrong")
        if self._dataset.sha256 and sha256_of(self._archive) != self._dataset.sha256:
            self._done = 0
            raise BrokenTransferError("the checksum is wrong")

    def _refuse_if_too_large(self, size: int) -> None:
        if size > MAX_ARCHIVE_BYTES:
            raise DownloadError(
                f"{self._dataset.name}: {self._dataset.host} sends {size:,} bytes or more, far "
                f"more than this data set has; look at {self._dataset.url}"
            )


def _md5_of(path: Path) -> str:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False))
    return base64.b64encode(digest.digest()).decode()
