"""Tables that break the schema are not published."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bookrec.data.kaggle.clean import CleanResult, clean_folder
from bookrec.data.tables.schema import BOOK_TYPES, check_books, check_ratings
from bookrec.errors import DataError
from bookrec.settings import CleanSettings


@pytest.fixture
def tables(raw_folder: Callable[..., Path]) -> CleanResult:
    books = [{"bookId": "1.Dune", "title": "Dune"}, {"bookId": "2.Emma", "title": "Emma"}]
    ratings = [("1", "Dune", "liked it"), ("1", "Emma", "liked it")]
    return clean_folder(raw_folder(books, ratings), CleanSettings())


def test_types_are_those_of_the_schema_and_survive_parquet(
    tables: CleanResult, tmp_path: Path
) -> None:
    assert tables.books.dtypes.to_dict() == {
        k: pd.Series(dtype=v).dtype for k, v in BOOK_TYPES.items()
    }
    tables.books.to_parquet(tmp_path / "books.parquet")
    read = pd.read_parquet(tmp_path / "books.parquet")
    assert read["book_id"].tolist() == tables.books["book_id"].tolist()
    assert read["pages"].dtype == "Int32"


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("book_id", "1.Dune", "duplicate"),
        ("isbn", "123", "isbn"),
        ("average_rating", 7.0, "average_rating"),
        ("n_ratings", -1, "n_ratings"),
        ("title_key", "", "title_key"),
        ("work_id", "9.Nowhere", "work_id is a book_id"),
        ("source", "", "source"),
    ],
)
def test_a_wrong_value_is_named(
    tables: CleanResult, column: str, value: object, reason: str
) -> None:
    books = tables.books.copy()
    books.loc[1, column] = value
    with pytest.raises(DataError, match=reason) as caught:
        check_books(books)
    assert "\n" not in str(caught.value)


def test_wrong_ratings_are_named(tables: CleanResult) -> None:
    twice = pd.concat([tables.ratings, tables.ratings], ignore_index=True)
    with pytest.raises(DataError, match="ratings table breaks its schema"):
        check_ratings(twice, tables.books)
    with pytest.raises(DataError, match="lacks"):
        check_ratings(tables.ratings, tables.books.iloc[:1])


def test_missing_columns_are_named(tables: CleanResult) -> None:
    with pytest.raises(DataError, match="genres"):
        check_books(tables.books.drop(columns="genres"))


def test_infinity_is_named_by_book_and_column(tables: CleanResult) -> None:
    books = tables.books.copy()
    books.loc[1, ["volume", "volume_last"]] = np.inf
    with pytest.raises(DataError, match=f"at book {books.loc[1, 'book_id']}.*volume"):
        check_books(books)
