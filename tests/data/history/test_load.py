import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookrec.data.history import Status, files, load_history
from bookrec.errors import BookrecError, DataError, NotFoundError
from bookrec.limits import MAX_HISTORY_BYTES

GOODREADS_24 = (
    "Book Id,Title,Author,Author l-f,Additional Authors,ISBN,ISBN13,My Rating,Average Rating,"
    "Publisher,Binding,Number of Pages,Year Published,Original Publication Year,Date Read,"
    "Date Added,Bookshelves,Bookshelves with positions,Exclusive Shelf,My Review,Spoiler,"
    "Private Notes,Read Count,Owned Copies"
)
GOODREADS_31 = (
    "Book Id,Title,Author,Author l-f,Additional Authors,ISBN,ISBN13,My Rating,Average Rating,"
    "Publisher,Binding,Number of Pages,Year Published,Original Publication Year,Date Read,"
    "Date Added,Bookshelves,Bookshelves with positions,Exclusive Shelf,My Review,Spoiler,"
    "Private Notes,Read Count,Recommended For,Recommended By,Owned Copies,"
    "Original Purchase Date,Original Purchase Location,Condition,Condition Description,BCID"
)
STORYGRAPH = (
    "Title,Authors,Contributors,ISBN/UID,Format,Read Status,Date Added,Last Date Read,Dates Read,"
    "Read Count,Moods,Pace,Character- or Plot-Driven?,Strong Character Development?,"
    "Loveable Characters?,Diverse Characters?,Flawed Characters?,Star Rating,Review,"
    "Content Warnings,Content Warning Description,Tags,Owned?"
)
LIBRARYTHING = (
    "Book Id,Title,Sort Character,Primary Author,Primary Author Role,Secondary Author,"
    "Secondary Author Roles,Publication,Date,Review,Rating,Comment,Private Comment,Summary,Media,"
    "Physical Description,Weight,Height,Thickness,Length,Dimensions,Page Count,LCCN,Acquired,"
    "Date Started,Date Read,Barcode,BCID,Tags,Collections,Languages,Original Languages,"
    "LC Classification,ISBN,ISBNs,Subjects,Dewey Decimal,Dewey Wording,Other Call Number,Copies,"
    "Source,Entry Date,From Where,OCLC,Work id,Lending Patron,Lending Status,Lending Start,"
    "Lending End"
).replace(",", "\t")

GOODREADS_ROWS = [
    '13496,"A Game of Thrones (A Song of Ice and Fire, #1)",George R.R. Martin,'
    '"Martin, George R.R.",,"=""0553588486""","=""9780553588484""",4,4.44,Bantam,Mass Market,835,'
    '2005,1996,2012/05/01,2012/04/01,"fantasy, favourites","fantasy (#1)",read,'
    '"Two lines,<br/>and ""quotes"".",,,1,0',
    '5107,The Catcher in the Rye,J.D. Salinger,"Salinger, J.D.",,"=""""","=""""",0,3.81,Little,'
    "Paperback,277,2001,1951,,2015/01/01,,,read,,,,1,0",
    '11588,The Shining,Stephen King,"King, Stephen",,"=""""","=""""",0,4.27,Doubleday,Hardcover,'
    "497,1990,1977,,2016/01/01,to-read,to-read (#7),to-read,,,,0,0",
    '830,Snow Crash,Neal Stephenson,"Stephenson, Neal",,,,2,4.02,Bantam,Paperback,438,2000,1992,,'
    "2016/01/01,dnf-pile,,dnf-pile,,,,0,0",
]


def write(tmp_path: Path, text: str, name: str = "export.csv", encoding: str = "utf-8"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def librarything_row(**cells: str):
    return "\t".join(cells.get(name, "") for name in LIBRARYTHING.split("\t"))


def test_goodreads_export(tmp_path: Path):
    history = load_history(write(tmp_path, "\n".join([GOODREADS_24, *GOODREADS_ROWS])))
    game, catcher, shining, crash = history.books
    assert history.format == "Goodreads"
    assert history.bad_rows == ()
    assert game.title == "A Game of Thrones (A Song of Ice and Fire, #1)"
    assert (game.author, game.rating, game.year) == ("George R.R. Martin", 4.0, 1996)
    assert (game.book_id, game.isbn) == ("13496", "9780553588484")
    assert game.genres == ("fantasy", "favourites")
    assert (catcher.rating, catcher.status, catcher.isbn) == (None, Status.READ, "")
    assert shining.status == Status.TO_READ
    assert shining.genres == ()
    assert crash.status == Status.DID_NOT_FINISH
    assert history.rated == (game, crash)
    assert history.read_unrated == (catcher,)
    assert history.to_read == (shining,)


def test_older_goodreads_export_with_31_columns_and_crlf(tmp_path: Path):
    row = GOODREADS_ROWS[0].removesuffix("1,0") + "1,,,0,,,,,"
    history = load_history(write(tmp_path, f"{GOODREADS_31}\r\n{row}\r\n", encoding="utf-8-sig"))
    assert history.format == "Goodreads"
    assert history.books[0].rating == 4.0


def test_storygraph_export(tmp_path: Path):
    rows = [
        'Piranesi,Susanna Clarke,"",9781635575637,hardcover,read,2024/02/10,,,1,mysterious,medium,'
        'Character,,,,,4.75,"A house of tides, endless.",,,"fantasy, mystery",Yes',
        'Good Omens,"Terry Pratchett, Neil Gaiman",,B0851JCZYV,digital,did-not-finish,2024/03/01,,,'
        "0,,,,,,,,0.5,,,,,No",
        "Kindred,Octavia E. Butler,,,paperback,to-read,2024/03/01,,,0,,,,,,,,,,,,,No",
        "Babel,R.F. Kuang,,,paperback,currently-reading,2024/03/01,,,0,,,,,,,,,,,,,No",
    ]
    history = load_history(write(tmp_path, "\n".join([STORYGRAPH, *rows])))
    piranesi, omens, kindred, babel = history.books
    assert history.format == "StoryGraph"
    assert (piranesi.rating, piranesi.isbn) == (4.75, "9781635575637")
    assert piranesi.genres == ("fantasy", "mystery")
    assert (omens.author, omens.isbn) == ("Terry Pratchett", "")
    assert (omens.rating, omens.status) == (1.0, Status.DID_NOT_FINISH)
    assert (kindred.rating, kindred.status) == (None, Status.TO_READ)
    assert babel.status == Status.CURRENTLY_READING
    assert history.read_unrated == (babel,)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "cp1252"])
def test_librarything_export(tmp_path: Path, encoding: str):
    rows = [
        librarything_row(
            **{
                "Book Id": "5498194",
                "Title": '"A" Is for Ärger',
                "Primary Author": "Saint-Exupéry, Antoine de",
                "Rating": "4.5",
                "Date": "1979-03",
                "Tags": "roman, philosophie",
                "Collections": "Your library",
                "ISBN": "[2070291340]",
            }
        ),
        librarything_row(
            **{
                "Title": "Les Misérables",
                "Primary Author": "Hugo, Victor",
                "Collections": "Your library, To read",
                "ISBNs": "nonsense, 9782070409228",
            }
        ),
    ]
    text = "\n".join([LIBRARYTHING, *rows])
    history = load_history(write(tmp_path, text, "export.tsv", encoding))
    first, second = history.books
    assert history.format == "LibraryThing"
    assert first.title == '"A" Is for Ärger'
    assert (first.author, first.rating, first.year) == ("Antoine de Saint-Exupéry", 4.5, 1979)
    assert (first.isbn, first.book_id) == ("9782070291342", "")
    assert first.genres == ("roman", "philosophie")
    assert (second.status, second.isbn) == (Status.TO_READ, "9782070409228")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_plain_table_under_other_column_names(tmp_path: Path, separator: str):
    lines = ["Author|My Rating|Book|extra", "Frank Herbert|4,5|Dune|x", "|||", "Homer||The Iliad|"]
    text = "\n".join(lines).replace("4,5", "4.5").replace("|", separator)
    history = load_history(write(tmp_path, text))
    assert history.format == "plain"
    assert [(b.title, b.author, b.rating) for b in history.books] == [
        ("Dune", "Frank Herbert", 4.5),
        ("The Iliad", "Homer", None),
    ]


@pytest.mark.parametrize("wrapped", [False, True])
def test_json(tmp_path: Path, wrapped: bool):
    books = [
        {"title": "Dune", "author": "Frank Herbert", "rating": 5, "genres": ["sf", "desert"]},
        {"Title": "The Iliad", "rating": None, "status": "to-read", "year": -750},
        {"title": "It", "rating": float("nan")},
        "Emma",
        {"isbn": "9780441172719", "rating": 4.5},
    ]
    text = json.dumps({"books": books} if wrapped else books)
    history = load_history(write(tmp_path, text, "books.json"))
    dune, iliad, by_isbn = history.books
    assert (dune.rating, dune.genres) == (5.0, ("sf", "desert"))
    assert (iliad.status, iliad.year) == (Status.TO_READ, -750)
    assert (by_isbn.isbn, by_isbn.rating) == ("9780441172719", 4.5)
    assert [row.where for row in history.bad_rows] == ["item 4", "item 3"]


def test_bad_rows_are_listed_with_line_and_reason(tmp_path: Path):
    rows = [
        "title,author,rating",
        "Dune,Frank Herbert,5",
        "Emma,Jane Austen,11",
        ",Jane Austen,3",
        "One, Two, Three,Somebody,3",
        '"Two\nlines",Somebody,3',
        "Persuasion,Jane Austen,nan",
        "Sula,Toni Morrison,inf",
        "Ulysses",
        '"Never closed,Somebody,3',
        "Beloved,Toni Morrison,4",
    ]
    history = load_history(write(tmp_path, "\n".join(rows)))
    assert [book.title for book in history.books] == ["Dune", "Two\nlines", "Ulysses"]
    reasons = {row.where: row.reason for row in history.bad_rows}
    assert set(reasons) == {"line 3", "line 4", "line 5", "line 8", "line 9", "line 11"}
    assert "'11' is not a number from 1 to 5" in reasons["line 3"]
    assert "needs a title" in reasons["line 4"]
    assert "5 cells for 3 columns" in reasons["line 5"]
    assert "1 more lines are lost" in reasons["line 11"]


def test_truncated_export_row_is_bad(tmp_path: Path):
    text = "\n".join([GOODREADS_24, GOODREADS_ROWS[1], "5108,The Catc"])
    history = load_history(write(tmp_path, text))
    assert len(history.books) == 1
    assert history.bad_rows[0].where == "line 3"
    assert "ends before column" in history.bad_rows[0].reason


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("\n\n", "empty"),
        ("a,b,c\n1,2,3\n", "no column names books .columns: a, b, c"),
        ("title,rating\n", "it has no rows"),
        ("title,rating\nDune,9\n", "line 2"),
        ("[", "no valid JSON"),
        ("[" * 100_000, "no valid JSON"),
        ('{"books": 3}', "expected a JSON list"),
        ("[1, 2]", "no column names books"),
        ('[{"title": "x", "rating": ' + "9" * 5000 + "}]", "no valid JSON"),
    ],
)
def test_useless_file_is_one_line(tmp_path: Path, text: str, said: str):
    path = write(tmp_path, text)
    with pytest.raises(DataError, match=said) as caught:
        load_history(path)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


def test_missing_folder_and_huge_file(tmp_path: Path):
    with pytest.raises(NotFoundError, match="no such file"):
        load_history(tmp_path / "none.csv")
    with pytest.raises(DataError, match="cannot be read"):
        load_history(tmp_path)
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as file:
        file.truncate(MAX_HISTORY_BYTES + 1)
    with pytest.raises(DataError, match="larger than 20 MB"):
        load_history(huge)


@pytest.mark.parametrize(
    "text", ["title\n" + "a\n" * 4, "title\n" + '"a"b\n' * 4, '["a", "b", 3, 4]']
)
def test_too_many_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str):
    monkeypatch.setattr(files, "MAX_HISTORY_ROWS", 3)
    with pytest.raises(DataError, match="more than 3 rows"):
        load_history(write(tmp_path, text))
    assert len(load_history(write(tmp_path, "title\na\nb\nc\n")).books) == 3


CELL = st.text(alphabet=st.sampled_from("aé|\"',;\t\n=[]5.0-🎈\x00\x1b"), max_size=12)


@pytest.mark.parametrize("header", [GOODREADS_24, STORYGRAPH, LIBRARYTHING, "title,author,rating"])
@settings(max_examples=150, deadline=None)
@given(rows=st.lists(st.lists(CELL, max_size=26), max_size=6), tail=st.binary(max_size=40))
def test_any_rows_are_read_or_listed(
    tmp_path_factory: pytest.TempPathFactory, header: str, rows: list[list[str]], tail: bytes
):
    separator = "\t" if "\t" in header else ","
    text = "\n".join([header, *(separator.join(row) for row in rows)])
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(text.encode() + tail)
    try:
        history = load_history(path)
    except BookrecError as error:
        assert "\n" not in str(error)
    else:
        assert all(1 <= book.rating <= 5 for book in history.rated if book.rating)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, raw: bytes):
    path = tmp_path_factory.getbasetemp() / "bytes.csv"
    path.write_bytes(raw)
    try:
        load_history(path)
    except BookrecError as error:
        assert "\n" not in str(error)
