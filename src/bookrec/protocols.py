"""What can be plugged in. Anything with these methods will do; nothing needs to be inherited.

Types of other folders are named for the type checker alone: this module imports nothing of them,
and so stands below all of them.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from bookrec.engine import Engine
    from bookrec.settings import Settings

Progress = Callable[[int, int], None]
"""Called with (done, total); the unit is the caller's own."""


class TextEncoder(Protocol):
    """Turns texts into vectors whose products say how alike the texts are."""

    @property
    def name(self) -> str:
        """What tells this encoder from every other one; part of the result's fingerprint."""
        ...

    def encode(self, texts: list[str]) -> "NDArray[np.float32]":
        """Embed texts.

        Args:
            texts: Not empty, each of them different and not blank.

        Returns:
            Shape (n_texts, dim), float32; rows need no unit length.
        """
        ...


class ReadReport(Protocol):
    """What became of the rows of a source."""

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-able data, with at least the numbers `books`, `users` and `ratings`."""
        ...


class ReadTables(Protocol):
    """What a source holds.

    Attributes:
        books: Fits `data.tables.schema.BOOKS`, sorted by `book_id`.
        ratings: Fits `data.tables.schema.RATINGS`, sorted by user and book; its texts may be
            categorical.
        report: What became of the rows.
    """

    @property
    def books(self) -> "pd.DataFrame": ...  # noqa: D102 - see the class

    @property
    def ratings(self) -> "pd.DataFrame": ...  # noqa: D102

    @property
    def report(self) -> ReadReport: ...  # noqa: D102


class DatasetReader(Protocol):
    """Reads one kind of data folder."""

    @property
    def name(self) -> str:
        """What `--set data.source=NAME` calls it."""
        ...

    def detects(self, folder: Path) -> bool:
        """Whether a folder holds data of this kind, complete or not."""
        ...

    def files(self, folder: Path) -> tuple[Path, ...]:
        """Return every file that is read, all of them below `folder`.

        Their names and bytes make the fingerprint of the result.

        Raises:
            DataError: If one that is needed is missing.
        """
        ...

    def read(
        self, folder: Path, settings: "Settings", progress: Progress | None, engine: "Engine"
    ) -> ReadTables:
        """Read, clean and check the two tables.

        Args:
            folder: An absolute path.
            settings: `clean` and `data` are meant for this; others must not shape the result.
            progress: Called with (files done, files in all).
            engine: Applies functions to parts of the data, here or on a cluster.

        Raises:
            DataError: If the files cannot be used.
        """
        ...
