"""Whose export a table is, by its columns, and how a row of it is read."""

from collections.abc import Callable
from typing import NamedTuple

from bookrec.data.history.files import Row
from bookrec.data.history.formats import (
    calibre,
    goodreads,
    librarything,
    openreads,
    plain,
    storygraph,
)
from bookrec.data.history.rated_book import RatedBook


class Format(NamedTuple):
    """One kind of table.

    Attributes:
        name: As its site or program calls itself.
        required: Columns that it has, in small letters; no other kind has all of them.
        read_row: Reads one book; raises ValueError or DataError.
    """

    name: str
    required: frozenset[str]
    read_row: Callable[[Row], RatedBook]


FORMATS = (
    Format("Goodreads", goodreads.COLUMNS, goodreads.read_row),
    Format("StoryGraph", storygraph.COLUMNS, storygraph.read_row),
    Format("LibraryThing", librarything.COLUMNS, librarything.read_row),
    Format("LibraryThing", librarything.JSON_COLUMNS, librarything.read_json_row),
    Format("Hardcover", frozenset({"title", "hardcover book id"}), plain.read_row),
    Format("BookWyrm", frozenset({"title", "author_text", "shelf"}), plain.read_row),
    Format("Openreads", openreads.COLUMNS, openreads.read_row),
    Format("Calibre", calibre.COLUMNS, calibre.read_row),
)
PLAIN = Format("plain", frozenset(), plain.read_row)
"""Any other table with columns for title, author and rating."""
