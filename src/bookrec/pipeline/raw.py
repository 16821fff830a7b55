"""Which raw files a run uses: the reader's own, freshly downloaded ones, or the packaged."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bookrec.data.packaged import READER, packaged_folder
from bookrec.data.sources import choose_reader, find_reader
from bookrec.data.sources.detect import AUTO
from bookrec.protocols import Progress
from bookrec.settings import DataSettings
from bookrec.storage.artifacts import sha256_of

KAGGLE = "kaggle"


@dataclass(frozen=True)
class DataSource:
    """The raw files of a run.

    Attributes:
        kind: Found in the data folder, just downloaded, or come with the package.
        folder: The data folder.
        reader: Name of what reads it.
    """

    kind: Literal["files", "downloaded", "packaged"]
    folder: Path
    reader: str


def choose_data(data_dir: Path, data: DataSettings, progress: Progress) -> DataSource:
    """Return the raw files for a full run, downloading them where that is possible.

    Files that are there are used as they are. With Kaggle credentials what is missing of the
    Kaggle files is downloaded; without, the packaged data are used, as they are where goodbooks is
    asked for and not there.

    Raises:
        ConfigError: If there is no such source.
        DataError: If the folder holds one data set but not the other, and no credentials.
        DownloadError: If a download was possible but failed.
    """
    from bookrec.data.download import download, has_credentials

    found = find_reader(data_dir, data.source)
    if found is not None and found.name != KAGGLE:
        return DataSource("files", data_dir, found.name)
    if data.source not in (AUTO, KAGGLE, READER):
        choose_reader(data_dir, data.source)
    if data.source != READER and has_credentials():
        results = download(data_dir, "all", progress=progress)
        skipped = all(result.skipped for result in results)
        return DataSource("files" if skipped else "downloaded", data_dir, KAGGLE)
    if found is not None:
        return DataSource("files", data_dir, found.name)
    if data.source == KAGGLE:
        choose_reader(data_dir, data.source)
    return DataSource("packaged", packaged_folder(), READER)


def existing_data(data_dir: Path, data: DataSettings) -> Path | None:
    """Return the data folder if it holds any data, else None.

    Raises:
        ConfigError: If there is no such source.
        DataError: If it holds data of two kinds and the settings do not decide.
    """
    return data_dir if find_reader(data_dir, data.source) is not None else None


def raw_digest(data_dir: Path, data: DataSettings) -> str:
    """Return one hash over the kind of a data folder, and the names and bytes of its files.

    Raises:
        ConfigError: If there is no such source.
        DataError: If expected files are missing.
    """
    reader = choose_reader(data_dir, data.source)
    digests = {name_in(data_dir, path): sha256_of(path) for path in reader.files(data_dir)}
    document = {"source": reader.name, "files": digests}
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()


def name_in(data_dir: Path, path: Path) -> str:
    """Name a file below the data folder; one of the package by its own folder."""
    if path.is_relative_to(data_dir):
        return path.relative_to(data_dir).as_posix()
    return f"{path.parent.name}:{path.name}"
