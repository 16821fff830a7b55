"""Which files of the UCSD Book Graph are used."""

from pathlib import Path

from bookrec.errors import DataError

BOOKS = "goodreads_books.json.gz"
INTERACTIONS = "goodreads_interactions.csv"
BOOK_MAP, USER_MAP = "book_id_map.csv", "user_id_map.csv"
AUTHORS = "goodreads_book_authors.json.gz"
GENRES = "goodreads_book_genres_initial.json.gz"
_REQUIRED = (INTERACTIONS, BOOK_MAP, USER_MAP, BOOKS)
_OPTIONAL = (AUTHORS, GENRES)


def has_ucsd(folder: Path) -> bool:
    """Whether the books or the interactions are there."""
    return any((folder / name).is_file() for name in (BOOKS, INTERACTIONS))


def ucsd_files(folder: Path) -> dict[str, Path]:
    """Find the files; names of authors and genres are optional.

    Raises:
        DataError: If one that is needed is missing.
    """
    for name in _REQUIRED:
        if not (folder / name).is_file():
            raise DataError(
                f"{folder}: no file {name} of the UCSD Book Graph; it needs {', '.join(_REQUIRED)}"
            )
    optional = [name for name in _OPTIONAL if (folder / name).is_file()]
    return {name: folder / name for name in (*_REQUIRED, *optional)}
