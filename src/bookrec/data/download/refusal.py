"""What a server's refusal means, and what the reader can do about it.

Nothing that it says, and no address but a data set's own, goes into a message: either
could hold a signature or a key.
"""

from typing import TYPE_CHECKING

from bookrec.data.download.credentials import TOKEN_PAGE, Credentials
from bookrec.data.download.datasets import Dataset
from bookrec.errors import DownloadError

if TYPE_CHECKING:
    from requests import HTTPError, Response

_TOO_MANY_REQUESTS = 429


class BrokenTransferError(Exception):
    """An attempt failed in a way that another one may not.

    Attributes:
        reason: What happened, for the final message.
        wait: Seconds the server asks to wait, None if it does not say.
    """

    def __init__(self, reason: str, wait: float | None = None) -> None:
        """Remember what happened."""
        super().__init__(reason)
        self.reason = reason
        self.wait = wait


def explain_refusal(
    error: "HTTPError", dataset: Dataset, credentials: Credentials
) -> DownloadError | BrokenTransferError:
    """Turn an HTTP status into an error that says what to do, or one that calls for a retry."""
    response = error.response
    if response is None:
        return BrokenTransferError("Kaggle's answer cannot be read")
    status = _status(response)
    if status == _TOO_MANY_REQUESTS or status >= 500:
        return BrokenTransferError(f"Kaggle answers {status}", _retry_after(response))
    name, url = dataset.name, dataset.url
    if status == 401:
        return DownloadError(
            f"{name}: Kaggle does not accept the credentials in {credentials.source} (401); "
            f"create new ones at {TOKEN_PAGE} and put them in their place"
        )
    if status == 403:
        return DownloadError(
            f"{name}: Kaggle forbids the download (403); open {url}, sign in, agree to its terms "
            "(a new account must be verified by phone first), then try again"
        )
    if status == 404:
        return DownloadError(
            f"{name}: not at {url} any more (404); if it moved, unpack its CSV files into "
            f"{dataset.folder}/ of the data folder by hand"
        )
    return DownloadError(f"{name}: Kaggle answers {status}; try again, or look at {url}")


def explain_open_refusal(
    error: "HTTPError", dataset: Dataset
) -> DownloadError | BrokenTransferError:
    """Do the same for a server that needs no account."""
    response = error.response
    status = response.status_code if response is not None else 0
    if response is not None and (status == _TOO_MANY_REQUESTS or status >= 500):
        return BrokenTransferError(f"{dataset.host} answers {status}", _retry_after(response))
    return DownloadError(
        f"{dataset.name}: {dataset.host} answers {status} for {dataset.address}; if it moved, "
        f"unpack its CSV files into {dataset.folder}/ of the data folder by hand"
    )


def _status(response: "Response") -> int:
    """The HTTP status; the code in the body where Kaggle hides it behind a 200."""
    if response.status_code >= 400:
        return response.status_code
    return int(response.json()["code"])


def _retry_after(response: "Response") -> float | None:
    """The pause that is asked for, in seconds; dates are left out, Kaggle sends seconds."""
    text = response.headers.get("Retry-After", "")
    return float(text) if text.isdecimal() else None
