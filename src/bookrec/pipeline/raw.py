"""Which raw files a run uses: the reader's own, freshly downloaded ones, or the sample."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bookrec.data.kaggle.raw_files import raw_files
from bookrec.data.sample import sample_folder
from bookrec.storage.artifacts import sha256_of

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class DataSource:
    """The raw files of a run.

    Attributes:
        kind: Found in the data folder, just downloaded, or the packaged sample.
        folder: Folder in the Kaggle layout.
    """

    kind: Literal["files", "downloaded", "sample"]
    folder: Path


def choose_data(data_dir: Path, progress: Progress) -> DataSource:
    """Return the raw files for a full run, downloading them where that is possible.

    Files that are there are used as they are. With Kaggle credentials what is missing is
    downloaded; without, the packaged sample is used.

    Raises:
        DataError: If the folder holds one data set but not the other, and no credentials.
        DownloadError: If a download was possible but failed.
    """
    from bookrec.data.download import download, has_credentials

    if has_credentials():
        results = download(data_dir, "all", progress=progress)
        skipped = all(result.skipped for result in results)
        return DataSource("files" if skipped else "downloaded", data_dir)
    if existing_data(data_dir) is not None:
        return DataSource("files", data_dir)
    return DataSource("sample", sample_folder())


def existing_data(data_dir: Path) -> Path | None:
    """Return the data folder if it holds any raw file, else None."""
    return data_dir if any(data_dir.glob("*_books_dataset/*.csv")) else None


def raw_digest(data_dir: Path) -> str:
    """Return one hash over the names and bytes of all raw files.

    Raises:
        DataError: If expected files are missing.
    """
    digests = {
        path.relative_to(data_dir).as_posix(): sha256_of(path) for path in raw_files(data_dir).all()
    }
    return hashlib.sha256(json.dumps(digests, sort_keys=True).encode()).hexdigest()
