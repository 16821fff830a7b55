"""goodbooks-10k: the official files, or the part of them that comes with the package."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bookrec.data.goodbooks.files import goodbooks_files, has_goodbooks
from bookrec.protocols import Progress

if TYPE_CHECKING:
    from bookrec.data.dataset import Dataset
    from bookrec.engine import Engine
    from bookrec.settings import Settings


@dataclass(frozen=True)
class GoodbooksReader:
    """Reads `books`, `ratings`, `book_tags` and `tags`; a `DatasetReader`."""

    name: str = "goodbooks"

    def detects(self, folder: Path) -> bool:
        """Whether the files are there, or in the folder `goodbooks-10k`."""
        return has_goodbooks(folder)

    def files(self, folder: Path) -> tuple[Path, ...]:
        """Return the files that are read; see `DatasetReader`."""
        return tuple(goodbooks_files(folder).values())

    def read(
        self, folder: Path, settings: "Settings", progress: Progress | None, engine: "Engine"
    ) -> "Dataset":
        """Read and check the tables; see `DatasetReader`."""
        from bookrec.data.dataset import Dataset
        from bookrec.data.goodbooks.read import read_goodbooks

        return Dataset.of_own_tables(read_goodbooks(goodbooks_files(folder), progress))
