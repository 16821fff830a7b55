"""The official files of goodbooks-10k become the two tables."""

from pathlib import Path

import pandas as pd
import pytest
from tests.goodbooks import BOOKS, ROWS, write_goodbooks

from bookrec.data.dataset import Dataset
from bookrec.data.sources import choose_reader, find_reader
from bookrec.engine import LocalEngine
from bookrec.errors import DataError
from bookrec.settings import Settings


def read(folder: Path) -> Dataset:
    reader = choose_reader(folder)
    assert reader.name == "goodbooks"
    return Dataset.of_tables(reader.read(folder, Settings(), None, LocalEngine()))


def test_books_keep_their_official_ids_and_what_is_known_of_them(tmp_path: Path) -> None:
    dataset = read(write_goodbooks(tmp_path))
    books = dataset.books.set_index("book_id")
    assert dataset.book_ids() == ["1", "10", "11", "2"]
    games = books.loc["1"]
    assert games["title"] == "The Hunger Games"
    assert (games["series"], games["volume"]) == ("The Hunger Games", 1)
    assert games["genres"] == ["Young Adult", "Science Fiction", "Dystopia"]
    assert games["tags"] == []  # two of a thousand found it funny
    assert games["isbn"] == "9780439023481"
    assert games["other_ids"] == ["goodreads:2767052", "goodreads-work:2792775"]
    assert (games["year"], games["language"]) == (2008, "English")
    potter = books.loc["2"]
    assert potter["authors"] == ["J.K. Rowling", "Mary GrandPré"]
    assert potter["tags"] == ["funny"]
    assert potter["other_ids"] == ["goodreads:3", "goodreads:4", "goodreads-work:4640799"]
    assert potter["cover_url"] is None or pd.isna(potter["cover_url"])
    assert books.loc["10", "year"] == -750
    assert books.loc["11", "language"] == "Arabic"


def test_guessed_genres_are_marked(tmp_path: Path) -> None:
    dataset = read(write_goodbooks(tmp_path))
    books = dataset.books.set_index("book_id")
    assert books.loc["11", "genres"] == ["Dystopia", "Science Fiction", "Young Adult"]
    assert books["genres_inferred"].to_dict() == {"1": False, "10": False, "11": True, "2": False}
    assert any("genres guessed" in note for note in dataset.report.to_dict()["notes"])


def test_files_of_a_download_are_found_below_the_data_folder(tmp_path: Path) -> None:
    write_goodbooks(tmp_path / "goodbooks-10k")
    assert len(read(tmp_path).ratings) == 5


def test_a_folder_of_own_tables_is_none_of_goodbooks(tmp_path: Path) -> None:
    (tmp_path / "books.csv").write_text("book_id,title\n1,Dune\n", encoding="utf-8")
    (tmp_path / "ratings.csv").write_text("user_id,book_id,rating\n1,1,5\n", encoding="utf-8")
    reader = find_reader(tmp_path)
    assert reader is not None
    assert reader.name == "tables"


def test_parquet_and_csv_give_the_same_tables(tmp_path: Path) -> None:
    written = write_goodbooks(tmp_path / "csv")
    packed = tmp_path / "parquet"
    packed.mkdir()
    for path in written.glob("*.csv"):
        pd.read_csv(path, dtype={"isbn": "str"}).to_parquet(packed / f"{path.stem}.parquet")
    one, other = read(written), read(packed)
    pd.testing.assert_frame_equal(one.books, other.books)
    pd.testing.assert_frame_equal(one.to_frames()[1], other.to_frames()[1])


def test_bad_rows_are_counted_with_their_lines(tmp_path: Path) -> None:
    ratings = "user_id,book_id,rating\n7,1,5\n7,1,4\n7,99,4\n7,2,6\n8,2,x\n"
    dropped = read(write_goodbooks(tmp_path, ratings=ratings)).report.to_dict()["dropped"]
    found = {reason: [p["line"] for p in rows["examples"]] for reason, rows in dropped.items()}
    assert found == {
        "book_id not in the books table": [4],
        "rated again by the same user further down": [2],
        "rating is no number": [6],
        "rating not from 0.5 to 5": [5],
    }


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"ratings": "user,book,stars\n1,1,5\n"}, r"ratings\.csv: no column user_id or book_id"),
        ({"books": "book_id,title\n1,Dune\n"}, r"books\.csv: no column goodreads_book_id"),
        ({"tags": "id,name\n1,x\n"}, r"tags\.csv: no column tag_id or tag_name"),
        ({"ratings": ""}, r"ratings\.csv: the file is empty"),
        ({"ratings": "user_id,book_id,rating\n7,99,5\n"}, "no usable rating"),
        ({"books": f"{BOOKS}\n{ROWS[0][:90]}\n"}, "no usable book"),
    ],
)
def test_wrong_files_are_one_line(tmp_path: Path, tables: dict[str, str], said: str) -> None:
    with pytest.raises(DataError, match=said) as caught:
        read(write_goodbooks(tmp_path, **tables))
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    write_goodbooks(tmp_path)
    (tmp_path / "ratings.csv").unlink()
    with pytest.raises(DataError, match=r"no file ratings\.csv of goodbooks-10k"):
        read(tmp_path)
