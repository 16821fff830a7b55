"""The data sets: where they come from, where they go, which files they consist of."""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from urllib.parse import urlsplit

from bookrec.data.goodbooks.files import FOLDER


@dataclass(frozen=True)
class Dataset:
    """One data set.

    Attributes:
        name: What the reader calls it.
        folder: Folder below the data folder.
        patterns: File names it may consist of; the first pattern is indispensable.
        slug: Owner and name on Kaggle; "" for one that is elsewhere.
        address: Of the archive, for one that needs no account.
        sha256: What that archive must have.
    """

    name: str
    folder: str
    patterns: tuple[str, ...]
    slug: str = ""
    address: str = ""
    sha256: str = ""

    @property
    def url(self) -> str:
        """Its page, for doing by hand what the download cannot."""
        return self.address or f"https://www.kaggle.com/datasets/{self.slug}"

    @property
    def host(self) -> str:
        """Who serves it, for messages."""
        return (urlsplit(self.address).hostname or "the server") if self.address else "Kaggle"

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
GOODBOOKS = Dataset(
    name="goodbooks",
    folder=FOLDER,
    patterns=("ratings.csv", "books.csv", "book_tags.csv", "tags.csv", "to_read.csv"),
    address="https://github.com/zygmuntz/goodbooks-10k/releases/download/v1.0/goodbooks-10k.zip",
    sha256="261b97b56db61f3fb2ce5aadbb13704d30179fcc986c17ace665a0af9ed00731",
)
KAGGLE_DATASETS = (BEST_BOOKS, RATINGS)
DATASETS = (*KAGGLE_DATASETS, GOODBOOKS)
