"""Ratings joined some users at a time are those of one pandas query."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bookrec.data.kaggle import raw
from bookrec.data.kaggle.clean import clean_folder
from bookrec.data.tables import parquet, ratings_texts
from bookrec.data.tables.parquet import write_ratings
from bookrec.data.tables.ratings_texts import as_texts
from bookrec.settings import CleanSettings

RawFolder = Callable[..., Path]
TITLES = ["Dune", "Dune: A Novel", "Emma", "Emma (Unabridged)", "It", "1984"]
AUTHORS = ["Frank Herbert", "Frank Herbert", "Jane Austen", "Jane Austen", "S. King", "G. Orwell"]
WORDS = ["did not like it", "it was ok", "liked it", "really liked it", "it was amazing"]


@pytest.fixture
def folder(raw_folder: RawFolder) -> Path:
    """Make 60 users rate editions of a few works, some twice, in two files."""
    rng = np.random.default_rng(5)
    books = [
        {"bookId": f"{number}.x", "title": title, "author": author}
        for number, (title, author) in enumerate(zip(TITLES, AUTHORS, strict=True))
    ]
    rows = [
        (str(user), TITLES[title], WORDS[words])
        for user, title, words in zip(
            rng.integers(0, 60, 400), rng.integers(0, 6, 400), rng.integers(0, 5, 400), strict=True
        )
    ]
    return raw_folder(books, {"user_rating_1.csv": rows[:150], "user_rating_2.csv": rows[150:]})


def expected_ratings(folder: Path, books: pd.DataFrame) -> pd.DataFrame:
    """Do the same with joins, sorts and duplicates of whole tables of strings."""
    paths = sorted(folder.glob("*/user_rating*.csv"))
    frame = pd.concat([pd.read_csv(path, dtype="str").assign(source=path.name) for path in paths])
    frame = frame.drop_duplicates(["ID", "Name"], keep="last")
    frame["rating"] = frame["Rating"].map(WORDS.index).astype("float32") + 1
    frame["n_named"] = frame.groupby("Name")["Name"].transform("size")
    table = frame.merge(books.assign(Name=books["title"]), on="Name")
    ranked = table.sort_values(
        ["ID", "work_id", "n_named", "rating", "book_id"],
        ascending=[True, True, False, False, True],
    )
    kept = ranked.drop_duplicates(["ID", "work_id"]).sort_values(["ID", "book_id"])
    kept = kept.rename(columns={"ID": "user_id", "source_x": "source"})
    return kept[["user_id", "book_id", "rating", "source"]].reset_index(drop=True)


@pytest.mark.parametrize("rows_at_once", [7, 100, 10_000])
def test_ratings_joined_in_parts(
    folder: Path, rows_at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ratings_texts, "ROWS_AT_ONCE", rows_at_once)
    monkeypatch.setattr(raw, "ROWS_AT_ONCE", 4)
    result = clean_folder(folder, CleanSettings())
    pd.testing.assert_frame_equal(as_texts(result.ratings), expected_ratings(folder, result.books))


def test_ratings_written_in_parts(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ratings = clean_folder(folder, CleanSettings()).ratings
    as_texts(ratings).to_parquet(tmp_path / "whole.parquet", index=False)
    write_ratings(ratings, tmp_path / "one.parquet")
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "whole.parquet").read_bytes()
    monkeypatch.setattr(parquet, "RATINGS_AT_ONCE", 7)
    write_ratings(ratings, tmp_path / "parts.parquet")
    pd.testing.assert_frame_equal(
        pd.read_parquet(tmp_path / "parts.parquet"), pd.read_parquet(tmp_path / "whole.parquet")
    )
