"""Small catalogues in memory."""

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

from bookrec.data.text.titles import normalize_author, normalize_title
from bookrec.scoring.catalog.catalog import Catalog

MakeCatalog = Callable[..., Catalog]

SCHEMA = pa.schema(
    {
        "book_id": pa.string(),
        "title": pa.string(),
        "series": pa.string(),
        "volume": pa.float64(),
        "volume_last": pa.float64(),
        "authors": pa.list_(pa.string()),
        "author": pa.string(),
        "description": pa.string(),
        "genres": pa.list_(pa.string()),
        "language": pa.string(),
        "isbn": pa.string(),
        "pages": pa.int32(),
        "year": pa.int32(),
        "average_rating": pa.float32(),
        "n_ratings": pa.int64(),
        "cover_url": pa.string(),
        "title_key": pa.string(),
        "author_key": pa.string(),
        "work_id": pa.string(),
        "source": pa.string(),
    }
)


def _row(book: dict[str, Any]) -> dict[str, Any]:
    title, author = book["title"], book.get("author", "Some Body")
    book_id = book.get("book_id", title)
    row = {
        "book_id": book_id,
        "authors": [author],
        "author": author,
        "description": "",
        "genres": [],
        "average_rating": 4.0,
        "n_ratings": 100,
        "volume_last": book.get("volume"),
        "title_key": normalize_title(title),
        "author_key": normalize_author(author),
        "work_id": book_id,
        "source": "best_books",
    }
    return row | book


@pytest.fixture(scope="session")
def make_catalog() -> MakeCatalog:
    """Make a catalogue of books given as dicts; only `title` is needed. Sorted by `book_id`."""

    def make(*books: dict[str, Any]) -> Catalog:
        rows = sorted((_row(book) for book in books), key=lambda row: row["book_id"])
        return Catalog(pa.Table.from_pylist(rows, schema=SCHEMA))

    return make
