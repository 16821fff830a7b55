"""What reads text of others, as functions of bytes: each reads them or refuses with a BookrecError.

Anything else that is raised is a finding. The tests try each target for a few seconds;
`benchmarks/fuzz.py` lets a fuzzer that watches the branches taken look for more.
"""

import atexit
import csv
import gzip
import hashlib
import io
import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import chdir
from functools import cache
from pathlib import Path

import numpy as np
from tests.goodbooks import write_goodbooks

from bookrec.data.bookcrossing.read import read_bookcrossing
from bookrec.data.download.datasets import RATINGS
from bookrec.data.download.unpack import unpack
from bookrec.data.goodbooks.files import goodbooks_files
from bookrec.data.goodbooks.read import read_goodbooks
from bookrec.data.history import load_history, parse_book
from bookrec.data.history.shelf import Shelf
from bookrec.data.kaggle.books import clean_best_books
from bookrec.data.kaggle.raw import read_best_books, read_ratings
from bookrec.data.matching import CatalogIndex, match, search
from bookrec.data.tables.csv_rows import CsvRows
from bookrec.data.tables.rowlog import RowLog
from bookrec.data.text.authors import normalize_author, parse_authors
from bookrec.data.text.clean import clean_description, clean_name
from bookrec.data.text.dates import publication_year
from bookrec.data.text.isbn import parse_isbn
from bookrec.data.text.series import parse_series, split_title
from bookrec.data.text.titles import edition_key, main_title, normalize_title, series_key
from bookrec.data.text.values import parse_list, parse_number
from bookrec.data.ucsd.books import read_books
from bookrec.data.ucsd.files import BOOKS
from bookrec.data.ucsd.interactions import read_interactions
from bookrec.errors import BookrecError
from bookrec.limits import MAX_FIELD
from bookrec.render.csv_rows import safe_cell
from bookrec.render.terminal import printable
from bookrec.settings import load_settings, nested_flags
from bookrec.storage.artifacts import MANIFEST, MANIFEST_DIGEST, open_lineage

HISTORY_HEADS = (
    b"",
    b"Book Id,Title,Author,My Rating,Exclusive Shelf,Bookshelves,ISBN13,Year Published\n",
    b"Title,Authors,Read Status,Star Rating,ISBN/UID,Tags\n",
    b"Book Id\tTitle\tPrimary Author\tRating\tCollections\tTags\tISBNs\tDate\n",
    b"title,author,rating,status,isbn,genres,year,description\n",
    b'{"books": [{"title": ',
    b'{"7": {"books_id": "7", "primaryauthor": "Tolkien, J. R. R.", "title": ',
    b"Hardcover Book ID,Title,Author,Status,Rating\n",
    b"title,author_text,goodreads_key,rating,shelf\n",
    b"title,author,status,rating,olid,my_review\n",
    b"authors,id,rating,title,title_sort,uuid\n",
    b"Titel;Autor;Bewertung (von 10)\n",
    b"Momo - Michael Ende\n",
    b"PK\x03\x04",
)
FINGERPRINT = "0123456789abcdef"


def csv_rows(data: bytes) -> None:
    """Rows of a damaged CSV file; each that comes out has as many fields as the header."""
    path = _write("rows.csv", data[1:])
    rows = CsvRows(path, multiline=bool(data[:1] > b"\x7f"), dropped=RowLog(), repaired=RowLog())
    for _, fields in rows:
        if len(fields) != len(rows.header):
            raise RuntimeError("a row of another length")


def raw_files(data: bytes) -> None:
    """Both raw files, with the columns that let any row through."""
    path = _write("ratings.csv", b"ID,Name,Rating\n" + data)
    read_ratings(path, RowLog(), RowLog())
    head = b"bookId,title,author,series,description,genres,publishDate,pages,isbn,rating\n"
    path = _write("books.csv", head + data)
    for part in read_best_books(path, RowLog(), RowLog()):
        clean_best_books(part, path.name, RowLog())


def goodbooks(data: bytes) -> None:
    """The official books, tags and ratings, and what stands in a list of genres."""
    files = goodbooks_files(write_goodbooks(_folder()))
    for name in ("books", "ratings", "book_tags"):
        with files[name].open("ab") as file:
            file.write(data)
    read_goodbooks(files)


def bookcrossing(data: bytes) -> None:
    """Both published files."""
    head = b'"ISBN";"Book-Title";"Book-Author";"Year-Of-Publication";"Image-URL-M"\n'
    books = _write("BX-Books.csv", head + data)
    ratings = _write("BX-Book-Ratings.csv", b'"User-ID";"ISBN";"Book-Rating"\n' + data)
    read_bookcrossing(books, ratings, 1, lambda: None)


def ucsd_books(data: bytes) -> None:
    """Lines of JSON, plain and compressed, and the interactions."""
    path = _write(BOOKS, gzip.compress(data, 1, mtime=0) if data[:1] > b"\x10" else data)
    read_books({BOOKS: path}, {"1", "2"}, RowLog())
    path = _write("i.csv", b"user_id,book_id,is_read,rating,is_reviewed\n" + data)
    read_interactions(path, RowLog())


def titles(data: bytes) -> None:
    """Every key and value that is made of one text."""
    text = _text(data)
    for function in (
        normalize_title,
        main_title,
        edition_key,
        series_key,
        normalize_author,
        parse_authors,
        clean_name,
        clean_description,
        parse_isbn,
        parse_list,
        printable,
        safe_cell,
    ):
        function(text)
    edition_key(text)
    publication_year(text, text, text, parse_list(text))
    parse_number(text, smallest=0, largest=1e9)


def series(data: bytes) -> None:
    """Series and volumes; a title is never lost and volumes are in order."""
    text = _text(data)
    parse_series(text)
    title, found = split_title(text)
    if bool(title) != bool(text.strip()):
        raise RuntimeError("the title is lost")
    if any(ref.volume is not None and ref.volume > (ref.volume_last or 0) for ref in found):
        raise RuntimeError("volumes out of order")


def history(data: bytes) -> None:
    """A reader's file of any format, and the same as the reader's own list."""
    head = HISTORY_HEADS[data[0] % len(HISTORY_HEADS)] if data else b""
    path = _write("history.csv", head + data[1:])
    load_history(path)
    Shelf(path).load()


def one_line(data: bytes) -> None:
    """`--book`, then found in a catalogue."""
    book = parse_book(_text(data))
    match([book], _index())
    search(book.title, _index())


def settings_file(data: bytes) -> None:
    """bookrec.toml; the same text as an assignment of `--set`."""
    _write("bookrec.toml", data)
    with chdir(_folder()):
        load_settings({})
        load_settings(nested_flags(_text(data).splitlines()))


def manifest(data: bytes) -> None:
    """A manifest, with a digest that fits, and the pointer to it; then all its files."""
    root = _folder() / "artifacts"
    folder = root / "clean" / FINGERPRINT
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MANIFEST).write_bytes(data)
    digest = hashlib.sha256(data).hexdigest()
    (folder / MANIFEST_DIGEST).write_text(digest + "\n", encoding="ascii")
    (root / "clean" / "latest").write_text(FINGERPRINT + "\n", encoding="ascii")
    for artifact in open_lineage(root, "clean").values():
        artifact.verified_folder(artifact.manifest.files)


def archive(data: bytes) -> None:
    """A zip file; nothing is written outside its folder."""
    folder = _folder() / "unpacked"
    folder.mkdir(exist_ok=True)
    try:
        unpack(_write("archive.zip", data), folder, RATINGS.is_expected)
    finally:
        for path in folder.iterdir():
            path.unlink()


def formulas(data: bytes) -> None:
    """A cell of `--csv` never starts a formula once a spreadsheet has read it, nor an escape."""
    target = io.StringIO()
    csv.writer(target).writerow([safe_cell(_text(data)[: MAX_FIELD // 2])])
    cell = next(csv.reader(io.StringIO(target.getvalue(), newline="")))[0]
    if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")):
        raise RuntimeError("a formula")
    if cell != printable(cell):
        raise RuntimeError("a control character")


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target
    for target in (
        csv_rows,
        raw_files,
        goodbooks,
        bookcrossing,
        ucsd_books,
        titles,
        series,
        history,
        one_line,
        settings_file,
        manifest,
        archive,
        formulas,
    )
}

_VALID_MANIFEST = (
    b'{"stage": "clean", "fingerprint": "0123456789abcdef", "stage_version": 1, '
    b'"package_version": "0", "settings": {}, "inputs": {"raw": "0"}, '
    b'"files": {"a": {"sha256": "0", "bytes": 1}}, "summary": {}, "seconds": 1.0}'
)
# Where a search starts: one sound input each, and the words its grammar is made of.
SEEDS: dict[str, bytes] = {
    "csv_rows": b'\x80ID,Name,Rating\n1,"Emma, a novel",liked it\n2,"It,ok\n',
    "raw_files": b'1,"Mort (Discworld, #4)",liked it\n1,Mort,A,"Discworld #4",x,"[\'Fantasy\']"\n',
    "goodbooks": b"7,1,5\n",
    "bookcrossing": b'"1";"1";"5"\n"1";"Emma";"Austen";"1815";"x"\n',
    "ucsd_books": b'{"book_id": "1", "popular_shelves": [{"name": "ya", "count": "9"}]}\n',
    "titles": "Åsa's “Title”, Vol. 01 (Series, #1-3): A Novel [Unabridged] &amp; CafÃ©".encode(),
    "series": b"Mort (Discworld, #4; Death, #1-3)",
    "history": b'\x01="0345391802",Mort (Discworld #4),"Pratchett, Terry",4,read,fantasy,,1987\n',
    "one_line": rb"Either\|Or|S. Kierkegaard|4.5|0345391802",
    "settings_file": b'data_dir = "x"\n[train]\nepochs = 3\nweights = {series = 1.0}\n',
    "manifest": _VALID_MANIFEST,
    "archive": b"PK\x03\x04",
    "formulas": b"=HYPERLINK(1)",
}
WORDS: dict[str, tuple[str, ...]] = {
    "csv_rows": ('"', '""', ",", "\n", "\r\n", "\0", "\ufeff", "1,2,3\n"),
    "raw_files": ('"', ",", "\n", "['a', 'b']", "1e309", "nan", "-0", "&#xd800;", "January 1st"),
    "goodbooks": ('"', ",", "\n", "1,1,5\n", "nan", "-1", "1e309", "(X, #1)", "\0"),
    "bookcrossing": ('"', ";", "\n", "\\", "&#0;", '"1";"1";"5"\n', "\0"),
    "ucsd_books": ("{", "}", "[", "]", ":", ",", '"book_id"', '"1"', "null", "\n", "1,1,1,5,0\n"),
    "titles": ("(", ")", "[", "]", "&#0;", "&amp;", "#1", "vol", "Ã©", "\u202e", "</p>", "http://"),
    "series": ("(", ")", "#", "1-3", ", #", "; ", "book ", " & ", "series", "Includes:"),
    "history": ('"', ",", "\t", ";", "\n", "title", "rating", "[", "]", "{", "}", ":", "null"),
    "one_line": ("|", r"\|", "nan", "4,5", "978-0-345-39180-3", "(", "#1"),
    "settings_file": ("train.", "=", "\n", "[", "]", "{", "}", "inf", "nan", "1e999", "'", '"'),
    "manifest": ("null", "[]", "{}", '"..":', "NaN", '"inputs": ', '"files": ', "1e999", "true"),
    "archive": ("PK\x01\x02", "PK\x05\x06", "PK\x07\x08", "../", "book1.csv"),
    "formulas": ("=", "+", "-", "@", "\t", "\r", "\n", " ", '"'),
}

# Repeated to megabytes they are what a pattern or a parser may take badly.
PIECES: dict[str, tuple[bytes, ...]] = {
    "csv_rows": (b'"', b'a,"\n', b'"a\n', b",", b'"\x00', b"\xff", b"a,b\n"),
    "raw_files": (b'"', b'1,"a\n', b"1,Mort,liked it\n", b"1,a,b,['c',,,,,,\n", b"[", b"',"),
    "goodbooks": (b'"', b"1,1,5\n", b'1,"'),
    "bookcrossing": (b'"', b'"1";"', b"\\", b'"1";"1";"5"\n'),
    "ucsd_books": (b"[", b"{", b'{"book_id": "1"}\n', b'{"a":', b"1,1,1,5,0\n"),
    "titles": tuple(
        piece.encode()
        for piece in (
            *("(", ")", "[", "(a)", "(a) ", "#1,", ": ", " - ", " ", "a", "0", "\x00", "\u202e"),
            *(
                "<",
                "<a",
                "<br",
                "&",
                "&#",
                "&amp;",
                '"',
                '""',
                "a.B",
                "A. ",
                ".",
                "http://",
                ".com",
            ),
            *(
                "a-",
                "Ã",
                "Ã©",
                "â€",
                "here ",
                "see also ",
                "librarian",
                "isbn ",
                "edition of ",
                "'",
            ),
            *(
                "['a', ",
                "['a', '",
                "the ",
                "vol. 0",
                "dr st ",
                "an ",
                "series books ",
                "B.C",
                "1999",
            ),
            *("Jr, ", "a,", "(a,", "MacDonald, ", "J.R.", "=", "1,", "-", "é", "字", "\u0301"),
        )
    ),
    "series": tuple(
        piece.encode()
        for piece in ("(", ")", "()", "(a #1)", "#1-", "#1, ", "# ", "book 1 ", "1.", "(A) ", "- ")
    ),
    "history": (
        b"\x04a,b,5\n",
        b'\x00"',
        b'\x04"\n',
        b"\x00[",
        b"\x00{",
        b"\x00,",
        b"\x03\t",
        b"\x05[",
    ),
    "one_line": (b"|", b"\\|", b"a ", b"(a) ", b"1", b"#1 ", b"A.", b"\xff", b"-", b"dune emma "),
    "settings_file": (
        b"[",
        b"a=",
        b"[a]\n",
        b"a.",
        b"a=[",
        b"a={b=",
        b"'",
        b'"',
        b"#",
        b"train.",
        b"1",
    ),
    "manifest": (b"[", b'{"a":', b"1", b'"', b"\\u0000", b"nul", b"[1,"),
    "archive": (b"PK\x05\x06", b"PK\x01\x02", b"PK\x03\x04", b"\x00", b"PK\x06\x06PK\x06\x07"),
    "formulas": (b"=", b'"', b"\n", b"=\t"),
}


def attempt(name: str, data: bytes) -> bool:
    """Whether a target read the bytes; False if it refused them as it should."""
    try:
        TARGETS[name](data)
    except BookrecError as error:
        if "\x1b" in printable(str(error)):
            raise RuntimeError("the message drives the terminal") from error
        return False
    return True


@cache
def _index() -> CatalogIndex:
    """A catalogue with what matching tells apart: homonyms, volumes, subtitles, another script."""
    books = [
        ("Dune", "Frank Herbert"),
        ("Emma", "Jane Austen"),
        ("Emma", "Kaoru Mori"),
        ("Henry IV, Part 1", "William Shakespeare"),
        ("Sapiens: A Brief History of Humankind", "Yuval Noah Harari"),
        ("بوف کور", "صادق هدایت"),
    ]
    return CatalogIndex(
        book_ids=[f"{num}.{title}" for num, (title, _) in enumerate(books)],
        titles=[title for title, _ in books],
        title_keys=[normalize_title(title) for title, _ in books],
        author_keys=[normalize_author(author) for _, author in books],
        authors=[[author] for _, author in books],
        isbns=["9780441172719"] + [None] * (len(books) - 1),
        n_ratings=np.arange(len(books), dtype=np.int64),
        work_ids=[str(num) for num in range(len(books))],
        series=["Dune Chronicles"] + [None] * (len(books) - 1),
        volumes=[1.0] + [None] * (len(books) - 1),
    )


@cache
def _folder() -> Path:
    """A folder of this process, removed with it; in memory where the system has such a place."""
    memory = Path("/dev/shm")  # noqa: S108 - a fresh folder of its own in it
    parent = memory if os.access(memory, os.W_OK) else None
    folder = Path(tempfile.mkdtemp(prefix="bookrec-fuzz-", dir=parent))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _write(name: str, data: bytes) -> Path:
    path = _folder() / name
    path.write_bytes(data)
    return path


def _text(data: bytes) -> str:
    """Text as a command line gives it: what is not UTF-8 becomes lone surrogates."""
    return data.decode("utf-8", errors="surrogateescape")
