"""The UCSD Book Graph in the form in which it is published."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from bookrec.data.dataset import Dataset
from bookrec.data.sources import choose_reader
from bookrec.engine import LocalEngine
from bookrec.errors import DataError
from bookrec.settings import Settings

N_USERS = 10


def book(number: str, title: str, **fields: Any) -> dict[str, Any]:  # noqa: ANN401
    """One line of goodreads_books.json.gz; every value but lists is a text there."""
    return {
        "isbn": "", "text_reviews_count": "1", "series": ["189911"], "country_code": "US",
        "language_code": "eng", "popular_shelves": [{"count": "58", "name": "to-read"}],
        "asin": "B00071IKUY", "is_ebook": "false", "average_rating": "4.03", "kindle_asin": "",
        "similar_books": ["19997"], "description": "", "format": "Hardcover",
        "link": "https://www.goodreads.com/book/show/" + number,
        "authors": [{"author_id": "10333", "role": ""}, {"author_id": "7", "role": "Illustrator"}],
        "publisher": "Nelson", "num_pages": "600", "publication_day": "", "isbn13": "",
        "publication_month": "", "edition_information": "", "publication_year": "1987",
        "url": "", "image_url": "https://s.gr-assets.com/assets/nophoto/book/111x148.png",
        "book_id": number, "ratings_count": "140", "work_id": "8948723", "title": title,
        "title_without_series": title, **fields,
    }  # fmt: skip


BOOKS = [
    book("7327624", "The Unschooled Wizard (Sun Wolf and Starhawk, #1-2)", popular_shelves=[
        {"count": "58", "name": "to-read"}, {"count": "15", "name": "fantasy"},
        {"count": "6", "name": "sci-fi"}, {"count": "5", "name": "magic"}]),
    book("6066819", "Best Friends Forever", work_id="6243154", isbn13="9780743294294",
         description="Addie and Val."),
    book("287141", "The Aeneid for Boys and Girls", work_id="278578", language_code=""),
    book("1", "Rated Once", work_id="1"),
]  # fmt: skip


def write_json(path: Path, documents: list[Any]) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(document) + "\n" for document in documents)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_json(tmp_path / "goodreads_books.json.gz", BOOKS)
    author = {"average_rating": "3.98", "author_id": "10333", "text_reviews_count": "7",
              "name": "Barbara Hambly", "ratings_count": "49"}  # fmt: skip
    write_json(tmp_path / "goodreads_book_authors.json.gz", [author])
    genres = [
        {"book_id": "6066819", "genres": {"romance": 23, "mystery, thriller, crime": 10}},
        {"book_id": "287141", "genres": {}},
    ]
    write_json(tmp_path / "goodreads_book_genres_initial.json.gz", genres)
    rows = ["user_id,book_id,is_read,rating,is_reviewed"]
    for user in range(N_USERS):
        rows += [f"{user},{number},1,{1 + (user + number) % 5},0" for number in range(3)]
    rows += ["0,3,1,5,0", "1,3,0,0,0"]
    write(tmp_path / "goodreads_interactions.csv", rows)
    ids = [f"{number},{document['book_id']}" for number, document in enumerate(BOOKS)]
    write(tmp_path / "book_id_map.csv", ["book_id_csv,book_id", *ids])
    users = [f"{number},{number:032x}" for number in range(N_USERS)]
    write(tmp_path / "user_id_map.csv", ["user_id_csv,user_id", *users])
    return tmp_path


def write(path: Path, lines: list[str]) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def read(folder: Path) -> Dataset:
    reader = choose_reader(folder)
    assert reader.name == "ucsd"
    return Dataset.of_tables(reader.read(folder, Settings(), None, LocalEngine()))


def test_books_have_what_is_known_of_them(folder: Path) -> None:
    books = read(folder).books.set_index("book_id")
    assert list(books.index) == ["287141", "6066819", "7327624"]
    wizard = books.loc["7327624"]
    assert (wizard["title"], wizard["series"]) == ("The Unschooled Wizard", "Sun Wolf and Starhawk")
    assert (wizard["volume"], wizard["volume_last"]) == (1, 2)
    assert wizard["authors"] == ["Barbara Hambly"]
    assert (wizard["genres"], wizard["tags"]) == (["Fantasy", "Science Fiction"], ["magic"])
    assert wizard["other_ids"] == ["goodreads:7327624", "goodreads-work:8948723"]
    friends = books.loc["6066819"]
    assert friends["genres"] == ["Romance", "Mystery", "Thriller", "Crime"]
    assert (friends["isbn"], friends["language"]) == ("9780743294294", "English")
    assert friends["description"] == "Addie and Val."


def test_ratings_have_the_users_own_ids(folder: Path) -> None:
    dataset = read(folder)
    assert len(dataset.ratings) == 3 * N_USERS
    assert dataset.user_ids()[0] == "0" * 32
    report = dataset.report.to_dict()
    assert report["rows_read"]["goodreads_interactions.csv"] == 3 * N_USERS + 2
    assert report["dropped"]["rating 0: read or shelved, not rated"]["rows"] == 1
    assert any("1 books with fewer than 5 ratings" in note for note in report["notes"])


def test_lines_that_are_no_json_are_counted(folder: Path) -> None:
    path = folder / "goodreads_books.json.gz"
    text = gzip.decompress(path.read_bytes()).decode()
    path.write_bytes(gzip.compress(f"[1]\n{{'no': json}}\n\n{text}".encode()))
    dropped = read(folder).report.to_dict()["dropped"]["no JSON object"]
    assert (dropped["rows"], dropped["examples"][1]["line"]) == (2, 2)


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("goodreads_books.json.gz", lambda b: b[:-20], r"cut off or damaged after line \d"),
        ("goodreads_books.json.gz", lambda b: b"no gzip", "cut off or damaged after line 0"),
        ("goodreads_interactions.csv", lambda b: b"user,book\n1,2\n", "not the interactions"),
        ("goodreads_interactions.csv", lambda b: b.replace(b"1,1,1,", b"1,x,1,"), "row"),
        ("goodreads_interactions.csv", lambda b: b"", "not the interactions"),
        ("book_id_map.csv", lambda b: b"a,b\n1,2\n", "no map from book_id_csv"),
    ],
)
def test_damage_is_one_line(folder: Path, name: str, change: Any, said: str) -> None:  # noqa: ANN401
    path = folder / name
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(DataError, match=said) as caught:
        read(folder)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_lines_of_too_few_columns_are_counted(folder: Path) -> None:
    path = folder / "goodreads_interactions.csv"
    path.write_text(path.read_text() + "1,2\n")
    assert read(folder).report.to_dict()["dropped"]["wrong number of columns"]["rows"] == 1


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "user_id_map.csv").unlink()
    with pytest.raises(DataError, match=r"no file user_id_map\.csv of the UCSD Book Graph"):
        read(folder)
