"""Several sources in one data folder, read together."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bookrec.data.packaged import READER, packaged_folder
from bookrec.protocols import DatasetReader, Progress

if TYPE_CHECKING:
    from bookrec.data.dataset import Dataset
    from bookrec.engine import Engine
    from bookrec.settings import Settings


@dataclass(frozen=True)
class SeveralReader:
    """Reads several sources; a `DatasetReader`.

    Attributes:
        readers: The first one's ids stay as they are. Where goodbooks is not in the folder, the
            packaged part of it is meant.
    """

    readers: Sequence[DatasetReader]

    @property
    def name(self) -> str:
        """The names of all, separated by commas."""
        return ",".join(reader.name for reader in self.readers)

    def detects(self, folder: Path) -> bool:
        """Whether there is anything of any of them."""
        return any(reader.detects(folder) for reader in self.readers)

    def files(self, folder: Path) -> tuple[Path, ...]:
        """Return the files of all; see `DatasetReader`."""
        found = [reader.files(_folder_of(reader, folder)) for reader in self.readers]
        return tuple(path for files in found for path in files)

    def read(
        self, folder: Path, settings: "Settings", progress: Progress | None, engine: "Engine"
    ) -> "Dataset":
        """Read each source, and join their books; see `DatasetReader`."""
        from bookrec.data.dataset import Dataset
        from bookrec.data.tables.united import Part, unite

        parts = [
            Part(
                reader.name,
                reader.read(_folder_of(reader, folder), settings, progress, engine),
            )
            for reader in self.readers
        ]
        return Dataset.of_own_tables(unite(parts))


def _folder_of(reader: DatasetReader, folder: Path) -> Path:
    is_packaged = reader.name == READER and not reader.detects(folder)
    return packaged_folder() if is_packaged else folder
