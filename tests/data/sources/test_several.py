"""Several sources together: works are joined, users kept apart."""

from pathlib import Path

import pandas as pd
import pytest
from tests.goodbooks import write_goodbooks

from bookrec.data.dataset import Dataset
from bookrec.data.sources import choose_reader
from bookrec.engine import LocalEngine
from bookrec.errors import ConfigError
from bookrec.settings import Settings

OWN_BOOKS = pd.DataFrame(
    [
        ("potter", "Harry Potter and the Sorcerer's Stone", "J.K. Rowling", "", ""),
        ("games", "Hunger Games", "Somebody Else", "9780439023481", "A girl fights."),
        ("3", "Homeward", "Jo Poe", "", ""),
        ("fire", "Fire That Catches", "S. C.", "", ""),
    ],
    columns=["book_id", "title", "author", "isbn", "description"],
)
OWN_BOOKS["other_ids"] = ["", "", "", "goodreads:5107"]
OWN_RATINGS = "user_id,book_id,rating\n7,potter,1\n7,3,2\n"


@pytest.fixture
def joined(tmp_path: Path) -> Dataset:
    write_goodbooks(tmp_path / "goodbooks-10k")
    OWN_BOOKS.to_csv(tmp_path / "books.csv", index=False)
    (tmp_path / "ratings.csv").write_text(OWN_RATINGS, encoding="utf-8")
    reader = choose_reader(tmp_path, "tables,goodbooks")
    assert reader.name == "tables,goodbooks"
    return Dataset.of_tables(reader.read(tmp_path, Settings(), None, LocalEngine()))


def test_works_are_joined_by_id_isbn_and_title(joined: Dataset) -> None:
    assert joined.book_ids() == ["3", "fire", "games", "goodbooks:10", "potter"]
    assert any(
        "3 of 4 books are of an earlier source, too (1 by id, 1 by ISBN, 1 by title and author)"
        in note
        for note in joined.notes
    )


def test_what_one_source_lacks_the_other_fills(joined: Dataset) -> None:
    books = joined.books.set_index("book_id")
    assert books.loc["games", "description"] == "A girl fights."
    assert books.loc["games", "author"] == "Somebody Else"
    assert books.loc["games", "year"] == 2008
    assert list(books.loc["games", "other_ids"]) == [
        "goodreads:2767052",
        "goodreads-work:2792775",
    ]


def test_users_of_one_number_stay_two(joined: Dataset) -> None:
    ratings = joined.ratings.astype({"user_id": "str", "book_id": "str"})
    of_user = ratings.groupby("user_id")["book_id"].agg(list).to_dict()
    assert of_user == {
        "7": ["3", "potter"],
        "goodbooks:7": ["games", "potter"],
        "goodbooks:8": ["goodbooks:10", "potter"],
        "goodbooks:9": ["fire"],
    }


def test_the_packaged_data_stand_in_for_goodbooks(tmp_path: Path) -> None:
    OWN_BOOKS.to_csv(tmp_path / "books.csv", index=False)
    (tmp_path / "ratings.csv").write_text(OWN_RATINGS, encoding="utf-8")
    files = choose_reader(tmp_path, "tables,goodbooks").files(tmp_path)
    assert {path.name for path in files} >= {"books.csv", "ratings.parquet", "book_tags.parquet"}


@pytest.mark.parametrize(
    ("source", "said"), [("tables,tables", "twice"), ("tables,goodboks", "did you mean goodbooks")]
)
def test_wrong_names_are_refused(tmp_path: Path, source: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        choose_reader(tmp_path, source)
