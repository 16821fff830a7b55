"""The official books table, with tags and what else is known, in the columns of own tables."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from bookrec.data.goodbooks.languages import language_name
from bookrec.data.goodbooks.tag_names import TagNames
from bookrec.data.tables.cells import cell_text

SOURCE = "goodbooks"
_RENAMED = {
    "title": "title",
    "authors": "author",
    "isbn": "isbn",
    "original_publication_year": "year",
    "average_rating": "average_rating",
    "work_ratings_count": "n_ratings",
}
_OTHER_IDS = {"goodreads": ("goodreads_book_id", "best_book_id"), "goodreads-work": ("work_id",)}
# Instead of a cover that there is not, Goodreads has a picture of none.
_NO_COVER = "/nophoto/"


def documented_books(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the books in the columns of own tables; rows and their order stay.

    Args:
        tables: Tables by name as in `files.COLUMNS`, as read; books are there.
    """
    raw = tables["books"]
    columns: dict[str, list[Any]] = {
        name: _texts(raw, official) for official, name in _RENAMED.items() if official in raw
    }
    columns["book_id"] = _texts(raw, "book_id")
    columns["language"] = [language_name(text) for text in _texts(raw, "language_code")]
    columns["cover_url"] = [
        "" if _NO_COVER in address else address for address in _texts(raw, "image_url")
    ]
    columns["other_ids"] = _other_ids(raw)
    described = _described(tables)
    columns["description"] = [described.get(book_id, "") for book_id in columns["book_id"]]
    found = _tags_of(tables)
    both = [found.get(number, ([], [])) for number in _texts(raw, "goodreads_book_id")]
    columns["genres"] = [genres for genres, _ in both]
    columns["tags"] = [tags for _, tags in both]
    columns["source"] = [SOURCE] * len(raw)
    return pd.DataFrame(columns)


def _texts(frame: pd.DataFrame, name: str) -> list[str]:
    if name not in frame:
        return [""] * len(frame)
    return [cell_text(value).strip() for value in frame[name]]


def _other_ids(raw: pd.DataFrame) -> list[list[str]]:
    """Name each book as others do: "goodreads:2767052", "goodreads-work:2792775"."""
    named = [
        [f"{kind}:{number}" if number else "" for number in _texts(raw, column)]
        for kind, columns in _OTHER_IDS.items()
        for column in columns
    ]
    return [list(dict.fromkeys(filter(None, ids))) for ids in zip(*named, strict=True)]


def _described(tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    if "descriptions" not in tables:
        return {}
    table = tables["descriptions"]
    return dict(zip(_texts(table, "book_id"), _texts(table, "description"), strict=True))


def _tags_of(tables: Mapping[str, pd.DataFrame]) -> dict[str, tuple[list[str], list[str]]]:
    """Tell genres and tags by `goodreads_book_id`: of readers' tags, else of the genres table."""
    names = TagNames.load()
    found = {}
    if "genres" in tables:
        table = tables["genres"]
        rows = zip(_texts(table, "goodreads_book_id"), _texts(table, "genres"), strict=True)
        found = {number: names.read_genres(text.split("|")) for number, text in rows if text}
    if "book_tags" in tables and "tags" in tables:
        for number, counts in _counts(tables["book_tags"], tables["tags"]):
            genres, tags = names.read_counts(counts)
            if genres or tags:
                found[number] = (genres, tags)
    return found


def _counts(
    book_tags: pd.DataFrame, tags: pd.DataFrame
) -> Iterable[tuple[str, list[tuple[str, int]]]]:
    """Collect the tags of each book; rows whose tag or count says nothing are passed over."""
    tag_names = dict(zip(_texts(tags, "tag_id"), _texts(tags, "tag_name"), strict=True))
    of_book: dict[str, list[tuple[str, int]]] = {}
    for number, tag_id, count in zip(
        *(_texts(book_tags, name) for name in ("goodreads_book_id", "tag_id", "count")), strict=True
    ):
        if tag_id in tag_names and count.isdecimal():
            of_book.setdefault(number, []).append((tag_names[tag_id], int(count)))
    return of_book.items()
