"""Where raw files are found, and which columns they must have."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bookrec.data.kaggle.raw import read_all_books, read_best_books, read_ratings
from bookrec.data.kaggle.raw_files import raw_files
from bookrec.data.tables.rowlog import RowLog
from bookrec.errors import DataError

RawFolder = Callable[..., Path]


def test_files_are_found_in_order(raw_folder: RawFolder) -> None:
    ratings = {"user_rating_2.csv": [], "user_rating_1.csv": []}
    folder = raw_folder([], ratings, {"book1-100k.csv": [{"Id": "1", "Name": "x", "Authors": "y"}]})
    files = raw_files(folder)
    names = [path.name for path in files.all()]
    assert names == ["books.csv", "user_rating_1.csv", "user_rating_2.csv", "book1-100k.csv"]


@pytest.mark.parametrize("missing", ["best_books_dataset/books.csv", "all_books_dataset"])
def test_a_missing_data_set_is_named_with_the_next_step(
    raw_folder: RawFolder, missing: str
) -> None:
    folder = raw_folder([], [])
    for path in [*(folder / missing).glob("*"), folder / missing]:
        path.rmdir() if path.is_dir() else path.unlink()
    with pytest.raises(DataError) as caught:
        raw_files(folder)
    message = str(caught.value)
    assert str(folder) in message
    assert missing.split("/")[0] in message
    assert "bookrec download" in message
    assert "\n" not in message


def test_columns_in_any_order_case_and_company(tmp_path: Path) -> None:
    path = tmp_path / "user_rating.csv"
    path.write_text("rating,Extra, ID ,NAME\nliked it,x,7,Dune\n")
    frame = read_ratings(path, RowLog(), RowLog())
    assert frame.iloc[0].to_dict() == {
        "user_id": "7",
        "name": "Dune",
        "stars": "liked it",
        "line": 2,
    }


def test_optional_columns_may_be_missing(tmp_path: Path) -> None:
    path = tmp_path / "books.csv"
    path.write_text("author,title,bookId\nFrank Herbert,Dune,1.Dune\n")
    (frame,) = read_best_books(path, RowLog(), RowLog())
    assert frame.loc[0, ["book_id", "title", "author", "series", "genres"]].tolist() == [
        "1.Dune",
        "Dune",
        "Frank Herbert",
        "",
        "",
    ]


def test_a_missing_required_column_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "user_rating.csv"
    path.write_text("ID,Name\n1,Dune\n")
    with pytest.raises(DataError) as caught:
        read_ratings(path, RowLog(), RowLog())
    assert str(caught.value).endswith(
        "user_rating.csv: column 'Rating' is missing; expected ID, Name, Rating"
    )


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04\x14\x00\x00\x00\x08\x00\x9d\xff",
        b"<!DOCTYPE html>\n<html>\n",
        b"{}",
        b"\x00\xff" * 90_000,
    ],
    ids=["zip", "html", "json", "binary"],
)
def test_a_file_that_is_no_csv(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "user_rating.csv"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"user_rating\.csv: not a CSV file"):
        read_ratings(path, RowLog(), RowLog())


def test_only_wanted_books_of_the_all_books_files_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "book1-100k.csv"
    path.write_text("Name,Id,Authors,PagesNumber\nDune,1,F,9\nEmma,2,J,8\n")
    (frame,) = read_all_books(path, {"Emma"}.__contains__, RowLog(), RowLog())
    assert frame[["book_id", "name", "pages", "line"]].values.tolist() == [["2", "Emma", "8", 3]]
    path.write_text("Id,Authors\n1,F\n")
    with pytest.raises(DataError, match="'Name' is missing"):
        next(read_all_books(path, {"Emma"}.__contains__, RowLog(), RowLog()))
