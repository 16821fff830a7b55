"""Columns of the books table."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bookrec.errors import ArtifactError
from bookrec.scoring.catalog.catalog import Catalog
from bookrec.scoring.catalog.columns import to_codes, to_floats, to_ints

USE_CATALOG = """
import sys
from pathlib import Path
from bookrec.scoring.catalog.catalog import Catalog
catalog = Catalog.open(Path(sys.argv[1]))
catalog.average_ratings, catalog.n_ratings, catalog.series_index.openers
catalog.find(["b"]), catalog.cell("title", 0), catalog.cell("genres", 1)
slow = {"pandas", "pyarrow.compute", "scipy", "torch", "transformers", "sklearn"}
heavy = slow & set(sys.modules)
assert not heavy, heavy
"""


@pytest.fixture
def catalog(make_catalog: Callable[..., Catalog]) -> Catalog:
    return make_catalog(
        {"title": "B", "book_id": "b", "average_rating": None, "n_ratings": 7, "genres": ["War"]},
        {"title": "A", "book_id": "a", "average_rating": 3.5, "year": -800},
        {"title": "C", "book_id": "c", "genres": ["Art", "War"]},
    )


def test_columns_and_cells(catalog: Catalog) -> None:
    assert catalog.n_books == 3
    assert catalog.average_ratings[0] == 3.5
    assert np.isnan(catalog.average_ratings[1])
    assert catalog.n_ratings.tolist() == [100, 7, 100]
    assert catalog.cell("year", 0) == -800
    assert catalog.cell("year", 1) is None
    assert catalog.cell("genres", 2) == ["Art", "War"]


def test_find(catalog: Catalog) -> None:
    assert catalog.find(["c", "a", "", "zzz", "bb"]).tolist() == [2, 0, -1, -1, -1]
    assert catalog.find([]).tolist() == []


def test_serving_reads_the_table_without_heavy_imports(catalog: Catalog, tmp_path: Path) -> None:
    path = tmp_path / "books.parquet"
    pq.write_table(catalog._source, path)
    result = subprocess.run(
        [sys.executable, "-c", USE_CATALOG, str(path)], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr


def test_a_damaged_table_names_the_command(tmp_path: Path) -> None:
    path = tmp_path / "books.parquet"
    path.write_bytes(b"PAR1 no more")
    with pytest.raises(ArtifactError, match="bookrec clean"):
        Catalog.open(path)
    with pytest.raises(ArtifactError, match="bookrec clean"):
        Catalog.open(tmp_path / "missing.parquet")


def test_nulls_in_sliced_columns() -> None:
    column = pa.array([9, None, 2, None, 4], pa.int32())[1:]
    assert to_ints(column).tolist() == [-1, 2, -1, 4]
    floats = to_floats(column, np.float64)
    assert np.isnan(floats).tolist() == [True, False, True, False]
    assert floats[[1, 3]].tolist() == [2, 4]


def test_codes_number_distinct_values() -> None:
    codes, values = to_codes(pa.array(["b", None, "a", "b"]))
    assert codes.tolist() == [0, -1, 1, 0]
    assert values == ["b", "a"]
