"""Where a book can be read about."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

_GOODREADS_HOSTS = ("gr-assets.com", "goodreads.com")


def find_link(book: Mapping[str, Any]) -> str | None:
    """Return the address of a book's page, or None.

    Only what the data itself tells is used: an id that looks like Goodreads' may be anybody's, so
    it counts where the cover is theirs, too; else the ISBN leads to Open Library.

    Args:
        book: With `book_id`, `cover_url` and `isbn`, each as the catalogue has it.
    """
    number = book["book_id"][: len(book["book_id"]) - len(book["book_id"].lstrip("0123456789"))]
    host = urlsplit(book["cover_url"] or "").hostname or ""
    if number and any(host == each or host.endswith(f".{each}") for each in _GOODREADS_HOSTS):
        return f"https://www.goodreads.com/book/show/{number}"
    return f"https://openlibrary.org/isbn/{book['isbn']}" if book["isbn"] else None
