"""Tables written in parts are those of pandas."""

from pathlib import Path

import pandas as pd
import pytest

from bookrec.data.tables import parquet
from bookrec.data.tables.parquet import write_books


@pytest.fixture
def books() -> pd.DataFrame:
    """Make books of which the first have no genres."""
    return pd.DataFrame(
        {
            "title": pd.Series(["Dune", "Emma", "It", "1984", "Wave"], dtype="str"),
            "series": pd.Series([None, None, "x", None, None], dtype="str"),
            "authors": [["a"], ["b"], ["c", "d"], ["e"], ["f"]],
            "genres": [[], [], ["Horror"], [], ["Memoir", "Grief"]],
            "pages": pd.array([1, None, 3, None, 5], dtype="Int32"),
        }
    )


def test_books_written_in_one_part_are_those_of_pandas(books: pd.DataFrame, tmp_path: Path) -> None:
    write_books(books, tmp_path / "one.parquet")
    books.to_parquet(tmp_path / "whole.parquet", index=False)
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "whole.parquet").read_bytes()


@pytest.mark.parametrize("n_books", [0, 2, 5])
def test_books_written_in_parts_read_the_same(
    n_books: int, books: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "BOOKS_AT_ONCE", 2)
    write_books(books[:n_books], tmp_path / "parts.parquet")
    read = pd.read_parquet(tmp_path / "parts.parquet")
    read["genres"] = read["genres"].map(list)
    read["authors"] = read["authors"].map(list)
    pd.testing.assert_frame_equal(read, books[:n_books])
