"""The two Kaggle data sets: where they come from, where they go, which files they consist of."""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path


@dataclass(frozen=True)
class Dataset:
    """One data set.

    Attributes:
        name: What the reader calls it.
        slug: Owner and name on Kaggle.
        folder: Folder below the data folder.
        patterns: File names it may consist of; the first pattern is indispensable.
    """

    name: str
    slug: str
    folder: str
    patterns: tuple[str, ...]

    @property
    def url(self) -> str:
        """Its page, for doing by hand what the download cannot."""
        return f"https://www.kaggle.com/datasets/{self.slug}"

    def is_expected(self, file_name: str) -> bool:
        """Whether a file of this name belongs to the data set."""
        return any(fnmatchcase(file_name, pattern) for pattern in self.patterns)

    def has_essentials(self, file_names: list[str]) -> bool:
        """Whether these files are enough to work with."""
        return any(fnmatchcase(name, self.patterns[0]) for name in file_names)

    def files_in(self, folder: Path) -> list[Path]:
        """The data set's files in a folder, by name; empty if there is no such folder."""
        if not folder.is_dir():
            return []
        return sorted(path for path in folder.iterdir() if self.is_expected(path.name))


BEST_BOOKS = Dataset(
    name="best-books",
    slug="thedevastator/comprehensive-overview-of-52478-goodreads-best-b",
    folder="best_books_dataset",
    patterns=("*.csv",),
)
RATINGS = Dataset(
    name="ratings",
    slug="bahramjannesarr/goodreads-book-datasets-10m",
    folder="all_books_dataset",
    patterns=("user_rating*.csv", "book*.csv"),
)
DATASETS = (BEST_BOOKS, RATINGS)
