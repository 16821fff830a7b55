"""Book-Crossing in the form in which it was published."""

from pathlib import Path

import pytest

from bookrec.data.dataset import Dataset
from bookrec.data.sources import choose_reader
from bookrec.engine import LocalEngine
from bookrec.errors import DataError
from bookrec.settings import Settings
from bookrec.settings.load import load_settings

HEADER = (
    '"ISBN";"Book-Title";"Book-Author";"Year-Of-Publication";"Publisher";"Image-URL-S";'
    '"Image-URL-M";"Image-URL-L"'
)
IMAGE = "http://images.amazon.com/images/P/0195153448.01.MZZZZZZZ.jpg"
BOOKS = [
    f'"0195153448";"Classical Mythology";"Mark P. O. Morford";"2002";"Oxford";"x";"{IMAGE}";"x"',
    '"0002005018";"Clara Callan";"Richard Bruce Wright";"2001";"HarperFlamingo";"x";"x";"x"',
    '"0060973129";"Decision in Normandy &amp; After";"Carlo D\'Este";"0";"Perennial";"x";"x";"x"',
    '"0374157065";"Flu: The \\"Great\\" Pandemic";"Gina Kolata";"1999";"Farrar";"x";"x";"x"',
    '"0440234743";"Les Misérables; complete";"Victor Hugo";"1862";"Dell";"x";"x";"x"',
    '"broken";"row"',
    '"9999999999";"Rated Once";"Nobody";"1999";"P";"x";"x";"x"',
]
RATED = ("0195153448", "0002005018", "0060973129", "0374157065", "0440234743")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = [f'"{user}";"{isbn}";"{1 + (user * 3 + place) % 10}"' for user in range(9)
            for place, isbn in enumerate(RATED)]  # fmt: skip
    rows += ['"77";"0195153448";"0"', '"77";"9999999999";"8"', '"77";"0002005018";"11"']
    write(tmp_path / "BX-Books.csv", HEADER, BOOKS)
    write(tmp_path / "BX-Book-Ratings.csv", '"User-ID";"ISBN";"Book-Rating"', rows)
    return tmp_path


def write(path: Path, header: str, rows: list[str]) -> None:
    path.write_bytes("\r\n".join([header, *rows, ""]).encode("latin-1"))


def read(folder: Path, settings: Settings | None = None) -> Dataset:
    reader = choose_reader(folder)
    assert reader.name == "bookcrossing"
    settings = settings or Settings()
    return Dataset.of_tables(reader.read(folder, settings, None, LocalEngine()))


def test_books_and_stars(folder: Path) -> None:
    dataset = read(folder)
    books = dataset.books.set_index("book_id")
    assert books["title"].to_dict() == {
        "0002005018": "Clara Callan",
        "0060973129": "Decision in Normandy & After",
        "0195153448": "Classical Mythology",
        "0374157065": 'Flu: The "Great" Pandemic',
        "0440234743": "Les Misérables; complete",
    }
    assert books.loc["0195153448", "isbn"] == "9780195153446"
    assert books["year"].isna().to_dict()["0060973129"]  # 0 is no year
    stars = dataset.ratings.astype({"user_id": "str", "book_id": "str"})
    found = stars.set_index(["user_id", "book_id"])["rating"]
    assert found["0", "0195153448"] == 1  # of 1 to 10
    assert found["3", "0195153448"] == 5
    assert len(dataset.ratings) == 45


def test_what_is_left_out_is_counted(folder: Path) -> None:
    report = read(folder).report.to_dict()
    assert {reason: rows["rows"] for reason, rows in report["dropped"].items()} == {
        "rating 0: implicit, no rating": 1,
        "rating not from 1 to 10": 1,
        "wrong number of columns": 1,
    }
    assert any("1 books with fewer than 5 ratings" in note for note in report["notes"])


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("BX-Books.csv", "ISBN,Book-Title\n1,Dune\n", "no column ISBN or Book-Title"),
        ("BX-Book-Ratings.csv", "", "no column User-ID"),
        ("BX-Books.csv", f"{HEADER}\n", "no usable book"),
    ],
)
def test_wrong_files_are_one_line(folder: Path, name: str, text: str, said: str) -> None:
    (folder / name).write_text(text)
    with pytest.raises(DataError, match=said) as caught:
        read(folder)
    assert str(folder / name) in str(caught.value) or name in str(caught.value)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "BX-Books.csv").unlink()
    with pytest.raises(DataError, match=r"no file BX-Books\.csv"):
        read(folder)


def test_too_high_a_bar_says_which_setting_to_lower(folder: Path) -> None:
    settings = load_settings({"clean": {"min_ratings_outside_list": 99}})
    with pytest.raises(DataError, match="lower --set clean.min_ratings_outside_list"):
        read(folder, settings)
