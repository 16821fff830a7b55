"""The two Kaggle data sets, whose ratings name their books by title."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bookrec.data.kaggle.raw_files import raw_files
from bookrec.protocols import Progress

if TYPE_CHECKING:
    from bookrec.data.kaggle.clean import CleanResult
    from bookrec.engine import Engine
    from bookrec.settings import Settings


@dataclass(frozen=True)
class KaggleReader:
    """Reads `best_books_dataset` and `all_books_dataset`; a `DatasetReader`."""

    name: str = "kaggle"

    def detects(self, folder: Path) -> bool:
        """Whether there is a file of either data set."""
        return any(folder.glob("*_books_dataset/*.csv"))

    def files(self, folder: Path) -> tuple[Path, ...]:
        """Return all raw files; see `DatasetReader`."""
        return raw_files(folder).all()

    def read(
        self, folder: Path, settings: "Settings", progress: Progress | None, engine: "Engine"
    ) -> "CleanResult":
        """Clean the files and join the ratings to books by title; see `DatasetReader`."""
        from bookrec.data.kaggle.clean import clean_folder

        return clean_folder(folder, settings.clean, progress, engine)
