"""A catalogue whose look-ups are opened answers as one that builds them."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from bookrec.data.history import RatedBook
from bookrec.data.matching import match, search
from bookrec.errors import ArtifactError
from bookrec.scoring.catalog.catalog import Catalog
from bookrec.scoring.catalog.stored import FILES, StoredCatalog
from bookrec.storage.files import BOOKS

ASKED = [
    RatedBook(title="Mort", author="Terry Pratchett"),
    RatedBook(title="Gevatter Tod", author="Terry Pratchett"),
    RatedBook(title="The Colur of Magic", author="Pratchet"),
    RatedBook(title="Discworld 4", author="Terry Pratchett"),
    RatedBook(title="Nothing of the kind", author="Nobody"),
    RatedBook(book_id="4"),
]


@pytest.fixture
def built(make_catalog: Callable[..., Catalog]) -> Catalog:
    author = "Terry Pratchett"
    return make_catalog(
        {
            "title": "Mort",
            "author": author,
            "series": "Discworld",
            "volume": 4,
            "book_id": "4.Mort",
        },
        {"title": "The Colour of Magic", "author": author, "series": "Discworld", "volume": 1},
        {"title": "Discworld Box Set", "author": author, "series": "Discworld"},
        {"title": "Nation", "author": author},
        {"title": "بوف کور", "author": "صادق هدایت"},
    )


@pytest.fixture
def folder(built: Catalog, tmp_path: Path) -> Path:
    pq.write_table(built._source, tmp_path / BOOKS)
    built.store(tmp_path)
    return tmp_path


def opened(folder: Path) -> Catalog:
    lookup, books = (folder / name for name in FILES)
    return Catalog.open(folder / BOOKS, StoredCatalog.open(lookup, books))


def test_answers_are_the_same(built: Catalog, folder: Path):
    stored = opened(folder)
    assert match(ASKED, stored.index) == match(ASKED, built.index)
    assert [hit.book_num is None for hit in match(ASKED, built.index)] == [False] * 4 + [
        True,
        False,
    ]
    for query in ("discwrld", "prat", "هدایت", "the colour of magic"):
        assert search(query, stored.index) == search(query, built.index) != []
    assert [stored.describe(num) for num in range(5)] == [built.describe(num) for num in range(5)]


def test_reading_order_is_the_same(built: Catalog, folder: Path):
    stored = opened(folder)
    for read in ([], *([num] for num in range(built.n_books))):
        nums = np.array(read, dtype=np.int64)
        expected = built.series_index.on_offer(nums)
        assert stored.series_index.on_offer(nums).tolist() == expected.tolist()


def test_the_same_bytes_each_time(built: Catalog, folder: Path, tmp_path: Path):
    again = tmp_path / "again"
    again.mkdir()
    built.store(again)
    assert [(folder / name).read_bytes() for name in FILES] == [
        (again / name).read_bytes() for name in FILES
    ]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", [b"", b"\x00" * 40, b"no such thing at all"])
def test_a_damaged_file_is_named(folder: Path, name: str, damage: bytes):
    (folder / name).write_bytes(damage)
    with pytest.raises(ArtifactError, match=name):
        opened(folder)
