"""One Best Books Ever row, as it stands in the file, becomes one catalogue row."""

import math
from collections.abc import Callable
from pathlib import Path

from bookrec.data.kaggle.books import clean_best_books
from bookrec.data.kaggle.raw import read_best_books
from bookrec.data.tables.rowlog import RowLog

RawFolder = Callable[..., Path]


def test_a_row_in_the_published_form(raw_folder: RawFolder) -> None:
    row = {
        "bookId": "11127.The_Winged_Lion",
        "title": "The Winged Lion",
        "series": "The Lion Books (Publication Order) #1â€“7",
        "author": "C.S. Writer (Goodreads Author), Pauline Picture (Illustrator)",
        "rating": "4.26",
        "description": "Librarian's note: An alternate cover edition can be found here"
        "THE DOOR OPENS.BEHIND IT LIES A LAND &amp; a lion.",
        "language": "English",
        "isbn": "9780066238500",
        "genres": """['Fantasy', "Children's"]""",
        "pages": "767",
        "publishDate": "09/16/02",
        "firstPublishDate": "10/28/56",
        "numRatings": "517740",
        "coverImg": "https://i.gr-assets.com/1.jpg",
    }
    book = clean(raw_folder([row], []))
    assert book == {
        "book_id": "11127.The_Winged_Lion",
        "title": "The Winged Lion",
        "series": "The Lion Books (Publication Order)",
        "volume": 1,
        "volume_last": 7,
        "authors": ["C.S. Writer"],
        "author": "C.S. Writer",
        "description": "THE DOOR OPENS. BEHIND IT LIES A LAND & a lion.",
        "genres": ["Fantasy", "Children's"],
        "language": "English",
        "isbn": "9780066238500",
        "pages": 767,
        "year": 1956,
        "average_rating": 4.26,
        "n_ratings": 517740,
        "cover_url": "https://i.gr-assets.com/1.jpg",
        "title_key": "the winged lion",
        "author_key": "c s writer",
        "source": "best_books",
        "file": "books.csv",
        "line": 2,
    }


def test_what_is_unknown_is_missing(raw_folder: RawFolder) -> None:
    row = {"title": "Dune (Dune Saga, #1)", "author": "F. Herbert", "isbn": "9999999999999",
           "rating": "0.0", "pages": "0", "genres": "[]", "coverImg": "nophoto"}  # fmt: skip
    book = clean(raw_folder([row], []))
    assert (book["title"], book["series"], book["volume"]) == ("Dune", "Dune Saga", 1)
    for column in ("language", "isbn", "pages", "year", "average_rating", "cover_url"):
        assert book[column] is None or math.isnan(book[column]), column
    assert (book["description"], book["genres"]) == ("", [])


def test_rows_without_id_title_or_author_are_dropped_with_their_line(raw_folder: RawFolder) -> None:
    rows = [
        {"bookId": " ", "title": "A"},
        {"title": "B", "author": "(Editor)"},
        {"title": "Dune"},
        {"bookId": "9.x", "title": "  "},
    ]
    folder = raw_folder(rows, [])
    dropped = RowLog()
    path = folder / "best_books_dataset" / "books.csv"
    (raw,) = read_best_books(path, dropped, RowLog())
    books = clean_best_books(raw, path.name, dropped)
    assert books["title"].tolist() == ["Dune"]
    assert {reason: places[0].line for reason, places in dropped.examples.items()} == {
        "no bookId": 2,
        "no author": 3,
        "no title": 5,
    }


def clean(folder: Path) -> dict:
    path = folder / "best_books_dataset" / "books.csv"
    (raw,) = read_best_books(path, RowLog(), RowLog())
    return clean_best_books(raw, path.name, RowLog()).iloc[0].to_dict()
