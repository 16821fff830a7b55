"""Find out what kind of data folder is there."""

import difflib
from pathlib import Path

from bookrec.data.sources.registry import READERS
from bookrec.data.sources.several import SeveralReader
from bookrec.errors import ConfigError, DataError
from bookrec.protocols import DatasetReader

AUTO = "auto"
TABLES = "tables"


def find_reader(folder: Path, source: str = AUTO) -> DatasetReader | None:
    """Return what reads a data folder, or None if the folder holds no data.

    Args:
        folder: The data folder; it need not exist.
        source: Kind of folder, several separated by commas, or "auto".

    Raises:
        ConfigError: If there is no such kind.
        DataError: If the folder holds data of two kinds, and `source` does not decide.
    """
    if source != AUTO:
        reader = _named(source)
        return reader if reader.detects(folder) else None
    found = [reader for reader in READERS.values() if reader.detects(folder)]
    if len(found) > 1 and found[-1].name == TABLES:
        # Own tables have common names: a known kind that uses the same files is meant.
        tables = _files_of(found[-1], folder)
        if any(tables <= _files_of(reader, folder) for reader in found[:-1]):
            found.pop()
    if len(found) > 1:
        names = " and ".join(reader.name for reader in found)
        raise DataError(
            f"{folder}: holds data of {names}; choose one with --set data.source={found[0].name}"
        )
    return found[0] if found else None


def choose_reader(folder: Path, source: str = AUTO) -> DatasetReader:
    """Return what reads a data folder; arguments and errors as for `find_reader`.

    Raises:
        DataError: If the folder holds no data; its message says what was looked for.
    """
    reader = find_reader(folder, source)
    if reader is None:
        if source != AUTO:
            _named(source).files(folder)
        raise DataError(
            f"{folder}: no data: neither the Kaggle files nor goodbooks-10k nor books and ratings "
            "tables (`bookrec schema` describes them); run `bookrec download` (or `bookrec "
            "download --dataset goodbooks`, which needs no account)"
        )
    return reader


def _files_of(reader: DatasetReader, folder: Path) -> set[Path]:
    """Return the files of a kind, none where they are not all there."""
    try:
        return set(reader.files(folder))
    except DataError:
        return set()


def _named(source: str) -> DatasetReader:
    names = [name.strip() for name in source.split(",")]
    if len(names) > 1:
        if len(set(names)) < len(names):
            raise ConfigError(f"data.source={source}: names a kind of data twice")
        return SeveralReader([_named(name) for name in names])
    if source not in READERS:
        nearest = difflib.get_close_matches(source, READERS, n=1)
        hint = f"did you mean {nearest[0]}?" if nearest else f"choose of {', '.join(READERS)}"
        raise ConfigError(f"data.source={source}: there is no such kind of data; {hint}")
    return READERS[source]
