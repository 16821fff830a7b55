"""The tables of several sources become one: works joined, users kept apart."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from bookrec.data.matching.join_sources import Joined, join_books
from bookrec.data.matching.works import assign_works
from bookrec.data.tables.own_tables import OwnTables
from bookrec.data.tables.ratings_texts import text_parts
from bookrec.data.tables.report import TablesReport
from bookrec.data.tables.schema import BOOK_TYPES, check_books, check_rating_rows
from bookrec.data.tables.text_numbers import renamed, stack_columns
from bookrec.protocols import ReadTables

_AGAIN = "another edition of a work that the user rated"
# What a joined book is given where its own row has nothing; what belongs together stays together.
_UNITS = (
    ("series", "volume", "volume_last"),
    ("genres", "genres_inferred"),
    ("description",),
    ("tags",),
    ("language",),
    ("isbn",),
    ("pages",),
    ("year",),
    ("average_rating", "n_ratings"),
    ("cover_url",),
)


class Part(NamedTuple):
    """The tables of one source."""

    name: str
    tables: ReadTables


def unite(parts: Sequence[Part]) -> OwnTables:
    """Join the books of several sources and put their ratings one below the other.

    The first source's ids stay; those of the others are preceded by the source's name, as in
    "goodbooks:58", but for books that are of the first source, too. Of a user's ratings of several
    editions of one work the first by book id counts.

    Args:
        parts: At least one.

    Raises:
        DataError: If the tables break their schema.
    """
    first, *others = parts
    report = TablesReport()
    books = first.tables.books
    ratings = [first.tables.ratings.assign(user_id=_texts(first.tables.ratings["user_id"]))]
    _add_report(report, first)
    for part in others:
        joined = join_books(books, part.tables.books)
        books = _with_books(books, part, joined)
        ratings.append(_renamed_ratings(part, joined.found))
        _add_report(report, part)
        report.notes.append(_describe(part, joined))
    books = books.sort_values("book_id", kind="stable", ignore_index=True)
    books["work_id"] = assign_works(books)
    rated = _stacked(ratings, report)
    report.books, report.users = len(books), len(rated["user_id"].cat.categories)
    report.ratings = len(rated)
    for rows in text_parts(rated):
        check_rating_rows(rows)
    books = check_books(books.astype(BOOK_TYPES)[list(BOOK_TYPES)])
    return OwnTables(books, rated, report, False, False)


def _with_books(books: pd.DataFrame, part: Part, joined: Joined) -> pd.DataFrame:
    """Fill what joined books lack, and add the books that are new."""
    further = part.tables.books
    is_new = ~further["book_id"].isin(joined.found)
    new = further[is_new].assign(
        book_id=[f"{part.name}:{book_id}" for book_id in further.loc[is_new, "book_id"]]
    )
    columns: dict[str, list[Any]] = {str(name): books[name].tolist() for name in books}
    rows = {book_id: row for row, book_id in enumerate(columns["book_id"])}
    for given in further[~is_new].to_dict("records"):
        row = rows[joined.found[given["book_id"]]]
        for unit in _UNITS:
            if _is_missing(columns[unit[0]][row]) and not _is_missing(given[unit[0]]):
                for name in unit:
                    columns[name][row] = given[name]
        ids = [*columns["other_ids"][row], *given["other_ids"]]
        columns["other_ids"][row] = list(dict.fromkeys(ids))
    filled = pd.DataFrame(columns).astype(BOOK_TYPES)
    return pd.concat([filled, new.astype(BOOK_TYPES)], ignore_index=True)


def _is_missing(value: object) -> bool:
    if isinstance(value, list | tuple | np.ndarray | str):
        return len(value) == 0
    return bool(pd.isna(value))  # type: ignore[call-overload]


def _texts(column: "pd.Series[Any]") -> "pd.Series[Any]":
    return column if isinstance(column.dtype, pd.CategoricalDtype) else column.astype("category")


def _renamed_ratings(part: Part, found: dict[str, str]) -> pd.DataFrame:
    ratings = part.tables.ratings

    def book_name(book_id: str) -> str:
        return found.get(book_id, f"{part.name}:{book_id}")

    return ratings.assign(
        user_id=renamed(_texts(ratings["user_id"]), lambda user: f"{part.name}:{user}"),
        book_id=renamed(_texts(ratings["book_id"]), book_name),
    )


def _stacked(ratings: Sequence[pd.DataFrame], report: TablesReport) -> pd.DataFrame:
    """Put ratings one below the other, sorted by user and book, each pair once."""
    table = pd.DataFrame(
        {
            name: renamed(
                pd.Series(stack_columns([_texts(part[name]) for part in ratings])),
                lambda text: text,
            )
            for name in ("user_id", "book_id", "source")
        }
    )
    table.insert(2, "rating", np.concatenate([part["rating"].to_numpy() for part in ratings]))
    users, books = (table[name].cat.codes.to_numpy() for name in ("user_id", "book_id"))
    order = np.lexsort((books, users))
    table = table.iloc[order].reset_index(drop=True)
    is_again = table.duplicated(["user_id", "book_id"])
    for row in np.flatnonzero(is_again).tolist():
        report.dropped.add(_AGAIN, str(table["source"].iloc[row]), row)
    return table[~is_again].reset_index(drop=True)


def _add_report(report: TablesReport, part: Part) -> None:
    document = part.tables.report.to_dict()
    for file, n_rows in document.get("rows_read", {}).items():
        report.rows_read[f"{part.name}/{file}"] = n_rows
    for reason, rows in document.get("dropped", {}).items():
        for file, n_rows in rows["files"].items():
            report.dropped.counts[reason][f"{part.name}/{file}"] += n_rows
    rate, joined = document.get("join_rate", 1.0), document.get("ratings", 0)
    report.without_book += round(joined / rate - joined) if rate else 0
    report.notes += [f"{part.name}: {note}" for note in document.get("notes", [])]


def _describe(part: Part, joined: Joined) -> str:
    n_books = len(part.tables.books)
    ways = ", ".join(f"{n:,} by {how}" for how, n in joined.by.items())
    return (
        f"{part.name}: {len(joined.found):,} of {n_books:,} books are of an earlier source, too "
        f"({ways}); {n_books - len(joined.found):,} are new. Its users are kept apart."
    )
