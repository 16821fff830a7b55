"""A reader's own books: `--book`, Goodreads, StoryGraph, LibraryThing, plain CSV and JSON."""

from bookrec.data.history.one_line import DEFAULT_RATING, parse_book
from bookrec.data.history.rated_book import RatedBook, Status

__all__ = ["DEFAULT_RATING", "RatedBook", "Status", "parse_book"]
