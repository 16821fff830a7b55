"""Where the raw files are.

Layout, as Kaggle delivers the two data sets:

    best_books_dataset/*.csv                 GoodReads Best Books Ever
    all_books_dataset/user_rating*.csv       ratings
    all_books_dataset/book*.csv              further books (optional)
"""

from dataclasses import dataclass
from pathlib import Path

from bookrec.errors import DataError


@dataclass(frozen=True)
class RawFiles:
    """The raw files of a data folder, each list sorted by name."""

    best_books: tuple[Path, ...]
    ratings: tuple[Path, ...]
    all_books: tuple[Path, ...]

    def all(self) -> tuple[Path, ...]:
        """List every file."""
        return self.best_books + self.ratings + self.all_books


def raw_files(data_dir: Path) -> RawFiles:
    """Find the raw files of a data folder.

    Args:
        data_dir: Folder with `best_books_dataset` and `all_books_dataset`.

    Raises:
        DataError: If the folder holds no books or no ratings.
    """
    files = RawFiles(
        best_books=_matching(data_dir / "best_books_dataset", "*.csv"),
        ratings=_matching(data_dir / "all_books_dataset", "user_rating*.csv"),
        all_books=_matching(data_dir / "all_books_dataset", "book*.csv"),
    )
    if not files.best_books:
        raise DataError(_missing(data_dir, "best_books_dataset/*.csv"))
    if not files.ratings:
        raise DataError(_missing(data_dir, "all_books_dataset/user_rating*.csv"))
    return files


def rating_files(folder: Path) -> tuple[Path, ...]:
    """Find the ratings files of a folder or a data folder, sorted by name; a file is itself.

    Raises:
        DataError: If there is none.
    """
    if folder.is_file():
        return (folder,)
    nested = folder / "all_books_dataset"
    found = _matching(folder, "user_rating*.csv") or _matching(nested, "user_rating*.csv")
    if not found:
        raise DataError(f"{folder}: no file user_rating*.csv; give the folder that holds them")
    return found


def _matching(folder: Path, pattern: str) -> tuple[Path, ...]:
    return tuple(sorted(path for path in folder.glob(pattern) if path.is_file()))


def _missing(data_dir: Path, pattern: str) -> str:
    return (
        f"{data_dir}: no file {pattern}; run `bookrec download` "
        "(or `bookrec download --dataset goodbooks`, which needs no account)"
    )
