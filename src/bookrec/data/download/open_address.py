"""Ask for an archive that needs no account."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bookrec.data.download.kaggle_api import TIMEOUT_SECONDS

if TYPE_CHECKING:
    from requests import Response


@contextmanager
def open_address(address: str) -> "Iterator[Response]":
    """Ask for the file at an address; the answer's body is not read yet.

    Raises:
        requests.HTTPError: If the server refuses.
        requests.RequestException: If the connection fails.
    """
    import requests

    # Compressed on the way, the archive could not be resumed.
    headers = {"Accept-Encoding": "identity"}
    with requests.get(address, headers=headers, stream=True, timeout=TIMEOUT_SECONDS) as response:
        response.raise_for_status()
        yield response
