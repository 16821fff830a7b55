"""Book-Crossing, as published."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bookrec.errors import DataError
from bookrec.protocols import Progress

if TYPE_CHECKING:
    from bookrec.data.dataset import Dataset
    from bookrec.engine import Engine
    from bookrec.settings import Settings

_FILES = ("BX-Books.csv", "BX-Book-Ratings.csv")


@dataclass(frozen=True)
class BookCrossingReader:
    """Reads `BX-Books.csv` and `BX-Book-Ratings.csv`; a `DatasetReader`."""

    name: str = "bookcrossing"

    def detects(self, folder: Path) -> bool:
        """Whether either file is there."""
        return any((folder / name).is_file() for name in _FILES)

    def files(self, folder: Path) -> tuple[Path, ...]:
        """Return both files; see `DatasetReader`."""
        for name in _FILES:
            if not (folder / name).is_file():
                raise DataError(f"{folder}: no file {name}; put both files of Book-Crossing there")
        return tuple(folder / name for name in _FILES)

    def read(
        self, folder: Path, settings: "Settings", progress: Progress | None, engine: "Engine"
    ) -> "Dataset":
        """Read and check the tables; see `DatasetReader`."""
        from bookrec.data.bookcrossing.read import read_bookcrossing
        from bookrec.data.dataset import Dataset
        from bookrec.data.tables.file_counter import file_counter

        books, ratings = self.files(folder)
        min_ratings = settings.clean.min_ratings_outside_list
        done = file_counter(progress, 2)
        return Dataset.of_own_tables(read_bookcrossing(books, ratings, min_ratings, done))
