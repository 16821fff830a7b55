"""Exports of other sites, sheets, lists of titles, other scales; and what is none of these."""

import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest

from bookrec.data.history import History, Status, load_history
from bookrec.errors import DataError


def load(tmp_path: Path, content: str | bytes, scale: int | None = None) -> History:
    path = tmp_path / "books"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return load_history(path, scale)


def test_hardcover(tmp_path: Path) -> None:
    history = load(
        tmp_path,
        "Hardcover Book ID,Title,Author,ISBN 13,Status,Rating\n"
        "1,Dune,Frank Herbert,9780441172719,Read,4.5\n"
        "2,Emma,Jane Austen,,Want to Read,\n"
        "3,It,Stephen King,,Did Not Finish,2\n",
    )
    dune, emma, it = history.books
    assert history.format == "Hardcover"
    assert (dune.rating, dune.isbn, dune.status) == (4.5, "9780441172719", Status.READ)
    assert (dune.book_id, emma.status, it.status) == ("", Status.TO_READ, Status.DID_NOT_FINISH)


def test_bookwyrm(tmp_path: Path) -> None:
    history = load(
        tmp_path,
        "title,author_text,remote_id,openlibrary_key,goodreads_key,isbn_10,isbn_13,start_date,"
        "finish_date,stopped_date,rating,review_name,shelf,shelf_name,shelf_date\n"
        "Dune,Frank Herbert,https://b.social/book/1,OL1M,44767458,,9780441172719,,,,5,,read,Read,\n"
        "Emma,Jane Austen,https://b.social/book/2,OL2M,,,,,,,,,stopped-reading,Stopped Reading,\n",
    )
    dune, emma = history.books
    assert history.format == "BookWyrm"
    assert (dune.author, dune.book_id, dune.rating) == ("Frank Herbert", "44767458", 5)
    assert (emma.rating, emma.status) == (None, Status.DID_NOT_FINISH)


def test_openreads(tmp_path: Path) -> None:
    head = (
        "title,subtitle,author,description,status,favourite,deleted,rating,pages,olid,my_review\n"
    )
    rows = "Dune,,Frank Herbert,sand,finished,true,false,4.5,600,,\n"
    rows += "Emma,,Jane Austen,,for_later,false,false,,400,,\nIt,,Stephen King,,finished,,,35,,,\n"
    dune, emma, it = load(tmp_path, head + rows).books
    assert (dune.rating, dune.status, dune.description) == (4.5, Status.READ, "sand")
    assert (emma.status, it.rating) == (Status.TO_READ, 3.5)


def test_calibre(tmp_path: Path) -> None:
    history = load(
        tmp_path,
        '"author_sort","authors","id","isbn","pubdate","rating","tags","title","title_sort","uuid"\n'
        '"Pratchett","Terry Pratchett, Neil Gaiman","7","9780060853983","1990-05-01","4.5",'
        '"Fantasy, Humor","Good Omens","Good Omens","x"\n',
    )
    (omens,) = history.books
    assert history.format == "Calibre"
    assert (omens.author, omens.rating, omens.year) == ("Terry Pratchett", 4.5, 1990)
    assert (omens.book_id, omens.genres) == ("", ("Fantasy", "Humor"))


def test_librarything_json(tmp_path: Path) -> None:
    book = {
        "books_id": "7",
        "title": "The Hobbit",
        "primaryauthor": "Tolkien, J. R. R.",
        "authors": [{"lf": "Tolkien, J. R. R.", "fl": "J. R. R. Tolkien"}],
        "rating": 4.5,
        "collections": ["Your library"],
        "tags": ["fantasy", "dragons"],
        "isbn": {"0": "0261103342", "2": "9780261103344"},
        "date": "1937",
    }
    wanted = {"books_id": "8", "title": "Emma", "primaryauthor": "Austen, Jane"}
    wanted |= {"collections": ["Wishlist"]}
    history = load(tmp_path, json.dumps({"7": book, "8": wanted}))
    hobbit, emma = history.books
    assert history.format == "LibraryThing"
    assert (hobbit.author, hobbit.rating, hobbit.year) == ("J. R. R. Tolkien", 4.5, 1937)
    assert (hobbit.isbn, hobbit.genres) == ("9780261103344", ("fantasy", "dragons"))
    assert (emma.status, emma.rating) == (Status.TO_READ, None)


def test_an_excel_sheet_with_german_words(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.create_sheet("Meine Bücher")
    for row in (
        ["Titel", "Autor", "Bewertung", "Erscheinungsjahr", "Lesestatus"],
        ["Der Zauberberg", "Thomas Mann", 4.5, 1924, "gelesen"],
        [],
        ["Momo", "Michael Ende", None, 1973, "zu lesen"],
    ):
        sheet.append(row)
    stream = io.BytesIO()
    workbook.save(stream)
    history = load(tmp_path, stream.getvalue())
    berg, momo = history.books
    assert (berg.title, berg.author, berg.rating, berg.year) == (
        *("Der Zauberberg", "Thomas Mann", 4.5, 1924),
    )
    assert (momo.rating, momo.status) == (None, Status.TO_READ)


def test_a_damaged_or_swollen_sheet_is_one_line(tmp_path: Path) -> None:
    def packed(name: str, size: int) -> bytes:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, b"0" * size)
        return stream.getvalue()

    with pytest.raises(DataError, match="cannot be read"):
        load(tmp_path, packed("xl/workbook.xml", 10))
    with pytest.raises(DataError, match="unpacks to 300,000,000 bytes"):
        load(tmp_path, packed("xl/workbook.xml", 300_000_000))


@pytest.mark.parametrize(
    ("text", "books"),
    [
        ("Dune\n\nEmma by Jane Austen\n", [("Dune", "", 5), ("Emma", "Jane Austen", 5)]),
        ("Momo – M. Ende\nEmma|J. Austen|2\n", [("Momo", "M. Ende", 5), ("Emma", "J. Austen", 2)]),
    ],
)
def test_a_list_of_titles_without_a_header(
    tmp_path: Path, text: str, books: list[tuple[str, str, float]]
) -> None:
    history = load(tmp_path, text)
    assert [(book.title, book.author, book.rating) for book in history.books] == books
    assert history.format == "list"
    assert "no header" in history.notes[0]


@pytest.mark.parametrize(
    ("head", "cells", "stars"),
    [
        ("rating", ["8/10", "3/5", "0/10", "16 von 20"], [4, 3, None, 4]),
        ("Sterne", ["★★★★☆", "★★½", "4 Sterne", "☆☆☆☆☆"], [4, 2.5, 4, None]),
        ("Rating (1-10)", ["8", "1", "", "9.5"], [4, 1, None, 4.75]),
        ("Bewertung (von 10)", ["10", "0", "7", "6/10"], [5, None, 3.5, 3]),
        ("my rating /100", ["80", "90", "5", "100"], [4, 4.5, 1, 5]),
    ],
)
def test_other_scales_are_said(
    tmp_path: Path, head: str, cells: list[str], stars: list[float | None]
) -> None:
    rows = "".join(f"Book {i};{cell}\n" for i, cell in enumerate(cells))
    history = load(tmp_path, f"title;{head}\n{rows}")
    assert history.bad_rows == ()
    assert [book.rating for book in history.books] == stars


def test_a_scale_is_stated_and_never_guessed(tmp_path: Path) -> None:
    text = "title,rating\nDune,8\nEmma,3\n"
    guessed = load(tmp_path, text)
    assert [book.rating for book in guessed.books] == [3]
    assert "--rating-scale 10" in guessed.notes[0]
    stated = load(tmp_path, text, 10)
    assert [book.rating for book in stated.books] == [4, 1.5]
    assert stated.notes == ("its ratings are read as of 10: 10 is 5 stars, 5 is 2.5",)


def test_a_rating_beyond_its_scale_is_a_bad_row(tmp_path: Path) -> None:
    history = load(tmp_path, "title,rating\nDune,11/10\nEmma,5/0\nIt,5\n")
    assert [bad.where for bad in history.bad_rows] == ["line 2", "line 3"]


def test_an_isbn_with_a_wrong_digit_is_called_that(tmp_path: Path) -> None:
    history = load(tmp_path, "title,isbn\nDune,9780441172719\n,9780441172710\n")
    assert "its check digit is wrong: the last one would be 9" in history.bad_rows[0].reason


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"\xff\xd8\xff\xe0 photo", "a JPEG photo"),
        (b"\x89PNG\r\n", "a PNG picture"),
        (b"%PDF-1.7", "a PDF document"),
        (b"\0\0\0\x18ftypheic", "a photo"),
        (b"PK\x03\x04 torn", "a damaged packed file"),
    ],
)
def test_what_is_no_list_is_called_what_it_is(tmp_path: Path, raw: bytes, said: str) -> None:
    with pytest.raises(DataError, match=f"is {said}, no list of books"):
        load(tmp_path, raw)


@pytest.mark.parametrize(
    ("member", "said"),
    [("word/document.xml", "a Word document"), ("META-INF/container.xml", "an e-book")],
)
def test_what_a_packed_file_holds(tmp_path: Path, member: str, said: str) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(member, "x")
    with pytest.raises(DataError, match=f"is {said}"):
        load(tmp_path, stream.getvalue())
