"""The one call made through the official Kaggle client.

The transport is `kagglesdk`, on which the `kaggle` command is built. `import kaggle` itself is
avoided: it signs in, and may exit, while it is being imported.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from bookrec.data.download.credentials import Credentials
from bookrec.data.download.datasets import Dataset

if TYPE_CHECKING:
    from requests import Response

TIMEOUT_SECONDS = 60


@contextmanager
def open_archive(dataset: Dataset, credentials: Credentials) -> "Iterator[Response]":
    """Ask for a data set's archive; the answer's body is not read yet.

    Raises:
        requests.HTTPError: If Kaggle refuses.
        requests.RequestException: If the connection fails.
    """
    from kagglesdk import KaggleClient
    from kagglesdk.datasets.types.dataset_api_service import ApiDownloadDatasetRequest
    from requests import HTTPError

    request = ApiDownloadDatasetRequest()
    request.owner_slug, request.dataset_slug = dataset.slug.split("/")
    client = KaggleClient(
        username=credentials.username or None,
        password=credentials.key or None,
        api_token=credentials.token or None,
    )
    with client as kaggle:
        _make_impatient(kaggle)
        try:
            answer = kaggle.datasets.dataset_api_client.download_dataset(request)
        except HTTPError as error:
            if error.response is not None:
                error.response.close()
            raise
        with answer as response:
            yield response


def _make_impatient(kaggle: Any) -> None:  # noqa: ANN401 - the client has no types
    """Give up on a silent server after a while; the client itself would wait forever.

    `_session` is private, but the client has no public way to set a timeout; a test meets a server
    that stays silent.
    """
    from requests.adapters import HTTPAdapter

    class ImpatientAdapter(HTTPAdapter):
        def send(self, *args: Any, **options: Any) -> "Response":  # noqa: ANN401
            options["timeout"] = options.get("timeout") or TIMEOUT_SECONDS
            return super().send(*args, **options)

    for scheme in ("http://", "https://"):
        kaggle.http_client()._session.mount(scheme, ImpatientAdapter())
