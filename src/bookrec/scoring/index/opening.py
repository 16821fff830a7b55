"""Indexes by address."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from bookrec.errors import ConfigError
from bookrec.protocols import BookIndex

if TYPE_CHECKING:
    import pyarrow as pa

LANCE = "lancedb://"


def open_index(uri: str, fingerprint: str) -> BookIndex:
    """Open the index of a tuned recommender.

    Args:
        uri: `lancedb://` and what `lancedb.connect` takes: a folder, `s3://…`, `db://…`.
        fingerprint: Of the `tune` result that it must be made from.

    Raises:
        ArtifactError: If there is none, it is of another result, or it cannot be read.
        ConfigError: If the address is of no known kind, or the package is missing.
    """
    from bookrec.scoring.index.lance import LanceIndex

    return LanceIndex.open(_address(uri), fingerprint)


def write_index(
    uri: str,
    columns: NDArray[np.float32],
    fingerprint: str,
    labels: "Mapping[str, pa.Array] | None" = None,
) -> BookIndex:
    """Write an index, replacing one that is there.

    Args:
        uri: As for `open_index`.
        columns: `Scorer.linear_columns`, shape (n_books, n_columns), float32.
        fingerprint: Of the `tune` result.
        labels: What else the index says of each book, as its id and title, by column.

    Raises:
        ArtifactError: If it cannot be written.
        ConfigError: As `open_index`.
    """
    from bookrec.scoring.index.lance import LanceIndex

    return LanceIndex.write(_address(uri), columns, fingerprint, labels or {})


def from_anywhere(uri: str) -> str:
    """Return the address as processes with another working directory need it.

    Raises:
        ConfigError: If it is of no known kind.
    """
    address = _address(uri)
    return uri if "://" in address else f"{LANCE}{Path(address).absolute()}"


def _address(uri: str) -> str:
    if not uri.startswith(LANCE) or uri == LANCE:
        raise ConfigError(f"index {uri!r}: no such kind; write it as {LANCE}FOLDER")
    return uri.removeprefix(LANCE)
