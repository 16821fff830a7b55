"""Book-Crossing becomes the two tables."""

from array import array
from collections.abc import Callable
from html import unescape
from pathlib import Path

import numpy as np
import pandas as pd

from bookrec.data.bookcrossing.rows import read_rows
from bookrec.data.tables.own_tables import OwnTables, RawTable, make_tables
from bookrec.data.tables.rated_enough import note_left_out, rated_enough
from bookrec.data.tables.rowlog import RowLog
from bookrec.data.tables.text_numbers import TextNumbers
from bookrec.errors import DataError

SOURCE = "bookcrossing"
IMPLICIT = "rating 0: implicit, no rating"
_SCALE = (1.0, 10.0)
_BOOKS = ("ISBN", "Book-Title", "Book-Author", "Year-Of-Publication", "Image-URL-M")
_RATINGS = ("User-ID", "ISBN", "Book-Rating")


def read_bookcrossing(
    books: Path, ratings: Path, min_ratings: int, file_done: Callable[[], None]
) -> OwnTables:
    """Read Book-Crossing.

    A rating of 0 says that somebody has the book, not how they liked it: it is left out. The others
    go from 1 to 10 and are mapped to 1 to 5. A book's id is its ISBN.

    Args:
        books: BX-Books.csv.
        ratings: BX-Book-Ratings.csv.
        min_ratings: Ratings that bring a book into the catalogue.
        file_done: Called after each file.

    Raises:
        DataError: If a file cannot be read, lacks a column, or has no usable row.
    """
    dropped = RowLog()
    rated = _read_ratings(ratings, dropped)
    file_done()
    kept = rated_enough(rated.frame["book_id"], min_ratings)
    if not kept:
        raise DataError(
            f"{ratings}: no book has {min_ratings} ratings; lower "
            "--set clean.min_ratings_outside_list"
        )
    documented, n_read, n_rare = _read_books(books, kept, dropped)
    file_done()
    named = rated.frame["book_id"].cat
    is_kept = named.categories.isin(kept)[named.codes.to_numpy()]
    left = RawTable(rated.name, rated.frame[is_kept].reset_index(drop=True), rated.rows[is_kept])
    made = make_tables(documented, left, _SCALE, "drop")
    made.report.rows_read.update({books.name: n_read, ratings.name: len(rated.rows)})
    made.report.dropped.extend(dropped)
    note_left_out(made.report, n_rare, is_kept, min_ratings)
    return made


def _read_ratings(path: Path, dropped: RowLog) -> RawTable:
    columns = {name: TextNumbers() for name in ("user_id", "book_id", "rating")}
    lines = array("q")
    for line, (user, isbn, rating) in read_rows(path, _RATINGS, dropped):
        if rating.strip() == "0":
            dropped.add(IMPLICIT, path.name, line)
            continue
        lines.append(line)
        columns["user_id"].append(user.strip())
        columns["book_id"].append(isbn.strip().upper())
        columns["rating"].append(rating)
    frame = pd.DataFrame({name: column.to_categorical() for name, column in columns.items()})
    frame["source"] = SOURCE
    return RawTable(path.name, frame, np.array(lines, dtype=np.int64))


def _read_books(path: Path, kept: frozenset[str], dropped: RowLog) -> tuple[RawTable, int, int]:
    """Read the books that are rated enough.

    Returns:
        Their table; rows read; books left out.
    """
    rows, lines = [], array("q")
    n_read = n_rare = 0
    for line, (isbn, title, author, year, cover) in read_rows(path, _BOOKS, dropped):
        n_read += 1
        isbn = isbn.strip().upper()
        if isbn not in kept:
            n_rare += 1
            continue
        lines.append(line)
        year = "" if year.strip() == "0" else year
        rows.append((isbn, unescape(title), unescape(author), year, isbn, cover, SOURCE))
    columns = ["book_id", "title", "author", "year", "isbn", "cover_url", "source"]
    frame = pd.DataFrame(rows, columns=columns, dtype="str")
    return RawTable(path.name, frame, np.array(lines, dtype=np.int64)), n_read, n_rare
