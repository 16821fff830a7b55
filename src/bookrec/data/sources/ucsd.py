"""The UCSD Book Graph, as published."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bookrec.data.ucsd.files import has_ucsd, ucsd_files
from bookrec.protocols import Progress

if TYPE_CHECKING:
    from bookrec.data.dataset import Dataset
    from bookrec.engine import Engine
    from bookrec.settings import Settings

_STEPS = 4


@dataclass(frozen=True)
class UcsdReader:
    """Reads the books, the interactions and their id maps; a `DatasetReader`."""

    name: str = "ucsd"

    def detects(self, folder: Path) -> bool:
        """Whether the books or the interactions are there."""
        return has_ucsd(folder)

    def files(self, folder: Path) -> tuple[Path, ...]:
        """Return the files that are read; see `DatasetReader`."""
        return tuple(ucsd_files(folder).values())

    def read(
        self, folder: Path, settings: "Settings", progress: Progress | None, engine: "Engine"
    ) -> "Dataset":
        """Read and check the tables; see `DatasetReader`."""
        from bookrec.data.dataset import Dataset
        from bookrec.data.tables.file_counter import file_counter
        from bookrec.data.ucsd.read import read_ucsd

        min_ratings = settings.clean.min_ratings_outside_list
        done = file_counter(progress, _STEPS)
        return Dataset.of_own_tables(read_ucsd(ucsd_files(folder), min_ratings, done))
