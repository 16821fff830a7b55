"""`download`: the Kaggle data sets, or goodbooks-10k, into the data folder."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bookrec.data.download.client import Progress, Wait, fetch
from bookrec.data.download.credentials import Credentials, find_credentials
from bookrec.data.download.datasets import DATASETS, KAGGLE_DATASETS, Dataset
from bookrec.data.download.publish import exclusive, publish, staging
from bookrec.data.download.unpack import unpack
from bookrec.errors import DownloadError

_ALL = "all"


@dataclass(frozen=True)
class DownloadResult:
    """What became of one data set.

    Attributes:
        dataset: Its name, "best-books", "ratings" or "goodbooks".
        folder: Where its files are.
        files: Their names.
        bytes: Their size in all.
        skipped: True if they were there before.
        warnings: Lines the reader should see.
    """

    dataset: str
    folder: str
    files: tuple[str, ...]
    bytes: int
    skipped: bool
    warnings: tuple[str, ...] = ()


def download(
    data_dir: Path,
    dataset: str = _ALL,
    force: bool = False,
    progress: Progress | None = None,
    wait: Wait = time.sleep,
) -> list[DownloadResult]:
    """Fetch data sets that are not there yet; each appears complete or not at all.

    Args:
        data_dir: The data folder; created if need be.
        dataset: "all" for both of Kaggle, "best-books", "ratings" or "goodbooks".
        force: Fetch again what is there, and replace it.
        progress: Called with bytes done and bytes in all (0 if unknown), for each data set anew.
        wait: Called with seconds between two attempts.

    Returns:
        One result per data set.

    Raises:
        DownloadError: If credentials are needed and not there, the server refuses, the transfer
            fails, the archive is wrong, or the disk is full. The folder is as before.
    """
    try:
        with exclusive(data_dir):
            named = [each for each in DATASETS if each.name == dataset]
            wanted = KAGGLE_DATASETS if dataset == _ALL else named
            return [_download_one(data_dir, each, force, progress, wait) for each in wanted]
    except OSError as error:
        raise DownloadError(
            f"{error.filename or data_dir}: cannot be written ({error.strerror}); "
            "make room or choose another --data-dir; nothing was changed"
        ) from None


def _download_one(
    data_dir: Path, dataset: Dataset, force: bool, progress: Progress | None, wait: Wait
) -> DownloadResult:
    folder = data_dir / dataset.folder
    if not force and _has_essentials(dataset, folder):
        return _result(dataset.name, dataset, folder, skipped=True)
    credentials = find_credentials() if dataset.slug else None
    with staging(folder) as temporary:
        archive = temporary / f"{dataset.name}.zip"
        fetch(dataset, credentials, archive, progress=progress, wait=wait)
        staged = temporary / dataset.folder
        staged.mkdir()
        files = unpack(archive, staged, dataset.is_expected)
        if not dataset.has_essentials([path.name for path in files]):
            raise DownloadError(
                f"{dataset.name}: the archive holds no {dataset.patterns[0]}; the data set has "
                f"changed, look at {dataset.url}"
            )
        publish(staged, folder, dataset.is_expected)
    return _result(
        dataset.name, dataset, folder, warnings=_warnings(credentials) if credentials else ()
    )


def _has_essentials(dataset: Dataset, folder: Path) -> bool:
    return dataset.has_essentials([path.name for path in dataset.files_in(folder)])


def _result(
    name: str,
    dataset: Dataset,
    folder: Path,
    *,
    skipped: bool = False,
    warnings: Sequence[str] = (),
) -> DownloadResult:
    files = dataset.files_in(folder)
    return DownloadResult(
        dataset=name,
        folder=str(folder),
        files=tuple(path.name for path in files),
        bytes=sum(path.stat().st_size for path in files),
        skipped=skipped,
        warnings=tuple(warnings),
    )


def _warnings(credentials: Credentials) -> list[str]:
    if credentials.exposed is None:
        return []
    return [f"{credentials.exposed}: other users can read your Kaggle key; run `chmod 600` on it"]
