"""A reader's own books: `--book`, Goodreads, StoryGraph, LibraryThing, plain CSV and JSON."""

from bookrec.data.history.describe import describe_books
from bookrec.data.history.files import BadRow
from bookrec.data.history.load import History, load_history
from bookrec.data.history.one_line import DEFAULT_RATING, parse_book
from bookrec.data.history.rated_book import RatedBook, Status

__all__ = [
    "DEFAULT_RATING",
    "BadRow",
    "History",
    "RatedBook",
    "Status",
    "describe_books",
    "load_history",
    "parse_book",
]
