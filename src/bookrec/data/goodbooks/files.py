"""Where the files of goodbooks-10k are, in the official CSV files or as Parquet."""

from collections.abc import Iterator
from pathlib import Path

from bookrec.errors import DataError

FOLDER = "goodbooks-10k"
"""Folder below the data folder where a download puts the files."""
COLUMNS = {
    "books": ("book_id", "goodreads_book_id", "authors", "title"),
    "ratings": ("user_id", "book_id", "rating"),
    "book_tags": ("goodreads_book_id", "tag_id", "count"),
    "tags": ("tag_id", "tag_name"),
    "genres": ("goodreads_book_id", "genres"),
    "descriptions": ("book_id", "description"),
}
"""Tables that are read, and the columns without which they are of no use.

The last two are not official: genres of books without tags, separated by a bar, and descriptions.
"""
REQUIRED = ("books", "ratings")
_KINDS = ("csv", "parquet")
_TELLING = ("book_tags", "to_read")
_TELLING_COLUMN = "goodreads_book_id"
_HEADER_BYTES = 4096


def has_goodbooks(folder: Path) -> bool:
    """Whether a folder, or its folder `goodbooks-10k`, holds files of goodbooks-10k."""
    return any(_is_telling(place) for place in _places(folder))


def goodbooks_files(folder: Path) -> dict[str, Path]:
    """Find the tables of goodbooks-10k.

    Args:
        folder: The data folder; the files may stand in it, or in its folder `goodbooks-10k`.

    Returns:
        Table name to file, for the tables of `COLUMNS` that are there.

    Raises:
        DataError: If books or ratings are missing, or a table is there twice.
    """
    place = next((place for place in _places(folder) if _is_telling(place)), folder)
    files = {name: path for name in COLUMNS if (path := _only(place, name)) is not None}
    for name in REQUIRED:
        if name not in files:
            raise DataError(
                f"{place}: no file {name}.csv of goodbooks-10k; run `bookrec download --dataset "
                "goodbooks`, or put the official files there"
            )
    return files


def _places(folder: Path) -> Iterator[Path]:
    yield folder
    yield folder / FOLDER


def _is_telling(place: Path) -> bool:
    if any(_found(place, name) for name in _TELLING):
        return True
    return any(_names_goodreads(path) for path in _found(place, "books"))


def _names_goodreads(path: Path) -> bool:
    """Whether a books table has the column that only goodbooks-10k has."""
    try:
        if path.suffix == ".parquet":
            import pyarrow.parquet as pq

            return _TELLING_COLUMN in pq.read_schema(path).names
        with path.open("rb") as file:
            header = file.readline(_HEADER_BYTES)
    except (OSError, ValueError):
        return False  # unreadable: whatever reads it says so
    return _TELLING_COLUMN.encode() in header


def _found(place: Path, name: str) -> list[Path]:
    paths = (place / f"{name}.{kind}" for kind in _KINDS)
    return [path for path in paths if path.is_file()]


def _only(place: Path, name: str) -> Path | None:
    found = _found(place, name)
    if len(found) > 1:
        raise DataError(f"{place}: both {found[0].name} and {found[1].name}; remove one")
    return found[0] if found else None
