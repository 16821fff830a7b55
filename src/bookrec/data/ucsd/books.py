"""Books of the UCSD Book Graph in the columns of own tables."""

from array import array
from collections.abc import Mapping, Set
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bookrec.data.goodbooks.languages import language_name
from bookrec.data.goodbooks.tag_names import TagNames
from bookrec.data.tables.own_tables import RawTable
from bookrec.data.tables.rowlog import RowLog
from bookrec.data.ucsd.files import AUTHORS, BOOKS, GENRES
from bookrec.data.ucsd.json_lines import read_json_lines

SOURCE = "ucsd"
_NO_COVER = "/nophoto/"


def read_books(files: Mapping[str, Path], kept: Set[str], dropped: RowLog) -> tuple[RawTable, int]:
    """Read the books that are rated enough, line by line.

    Args:
        files: See `ucsd_files`.
        kept: Their ids.
        dropped: Receives lines that are no JSON object.

    Returns:
        Their table, and the number of books read.
    """
    authors = _names_of(files, dropped)
    genres = _genres_of(files, kept, dropped)
    rows, lines = [], array("q")
    n_read = 0
    for line, book in read_json_lines(files[BOOKS], dropped):
        n_read += 1
        if _text(book, "book_id") in kept:
            rows.append(_row(book, authors, genres))
            lines.append(line)
    frame = pd.DataFrame(rows, columns=list(_row({}, {}, {})))
    return RawTable(files[BOOKS].name, frame, np.array(lines, dtype=np.int64)), n_read


def _row(
    book: Mapping[str, Any],
    authors: Mapping[str, str],
    genres: Mapping[str, list[str]],
) -> dict[str, Any]:
    book_id, work = _text(book, "book_id"), _text(book, "work_id")
    cover = _text(book, "image_url")
    names = TagNames.load()
    shelves = [
        (_text(shelf, "name"), int(_text(shelf, "count")))
        for shelf in _objects(book, "popular_shelves")
        if _text(shelf, "count").isdecimal()
    ]
    of_shelves, tags = names.read_counts(shelves)
    return {
        "book_id": book_id,
        "title": _text(book, "title"),
        "author": [
            authors[number]
            for author in _objects(book, "authors")
            if (number := _text(author, "author_id")) in authors and not _text(author, "role")
        ],
        "description": _text(book, "description"),
        "genres": of_shelves or genres.get(book_id, []),
        "tags": tags,
        "language": language_name(_text(book, "language_code")),
        "isbn": _text(book, "isbn13") or _text(book, "isbn"),
        "pages": _text(book, "num_pages"),
        "year": _text(book, "publication_year"),
        "average_rating": _text(book, "average_rating"),
        "n_ratings": _text(book, "ratings_count"),
        "cover_url": "" if _NO_COVER in cover else cover,
        "work_id": work,
        "other_ids": [
            name for name, number in ((f"goodreads:{book_id}", book_id),
                                      (f"goodreads-work:{work}", work)) if number
        ],
        "source": SOURCE,
    }  # fmt: skip


def _names_of(files: Mapping[str, Path], dropped: RowLog) -> dict[str, str]:
    if AUTHORS not in files:
        return {}
    return {
        _text(author, "author_id"): _text(author, "name")
        for _, author in read_json_lines(files[AUTHORS], dropped)
        if _text(author, "name")
    }


def _genres_of(files: Mapping[str, Path], kept: Set[str], dropped: RowLog) -> dict[str, list[str]]:
    """Read "fantasy, paranormal": 12 as two genres, the most given first."""
    if GENRES not in files:
        return {}
    names = TagNames.load()
    found = {}
    for _, book in read_json_lines(files[GENRES], dropped):
        counts = book.get("genres")
        if _text(book, "book_id") in kept and isinstance(counts, dict):
            given = {name: n for name, n in counts.items() if isinstance(n, int)}
            order = sorted(given, key=lambda name: (-given[name], name))
            singles = [part.strip().title() for name in order for part in name.split(",")]
            found[_text(book, "book_id")] = names.read_genres(singles)[0]
    return found


def _text(document: Mapping[str, Any], name: str) -> str:
    value = document.get(name)
    return str(value).strip() if isinstance(value, str | int | float) else ""


def _objects(document: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    values = document.get(name)
    return [each for each in values if isinstance(each, dict)] if isinstance(values, list) else []
