"""The columns of own books and ratings: which must be there, what they hold, what they are for."""

from typing import Any, NamedTuple


class Column(NamedTuple):
    """One column of own tables.

    Attributes:
        name: As the header has it; case and spaces do not matter.
        kind: What its values are.
        required: Whether it must be there.
        meaning: What it says, in one line.
        without: What its absence costs, for an optional one that matters; may be empty.
    """

    name: str
    kind: str
    required: bool
    meaning: str
    without: str = ""


_LIST = "list of texts; in CSV separated by |"

BOOK_COLUMNS = (
    Column("book_id", "text or whole number", True, "The book's own id; no two books share one."),
    Column("title", "text", True, "May end with its series: Mort (Discworld, #4)."),
    Column(
        "author",
        "text, or list of texts",
        False,
        "Names, first name first, separated by commas; the first one counts.",
        "no bonds between books of one author",
    ),
    Column(
        "series",
        "text",
        False,
        "May end with the volume: Discworld #4. By default read from the title.",
        "series only as far as titles name them",
    ),
    Column("volume", "number", False, "Place in the series, from 0."),
    Column(
        "description",
        "text",
        False,
        "What the book is about.",
        "likeness and moods rest on what else is known",
    ),
    Column("genres", _LIST, False, "Genres, the main one first.", "no genre wishes"),
    Column("genres_inferred", "true or false", False, "Whether the genres were guessed."),
    Column("tags", _LIST, False, "What readers find in the book and feel: slow-burn, cosy."),
    Column("language", "text", False, "Language of this edition.", "no language wishes"),
    Column("isbn", "text", False, "ISBN of 10 or 13 digits."),
    Column("pages", "whole number", False, "1 to 20,000.", "no wishes for a length"),
    Column(
        "year",
        "whole number",
        False,
        "Of first publication; negative before Christ.",
        "no wishes for a time",
    ),
    Column(
        "average_rating",
        "number",
        False,
        "Average of everybody's ratings, on the ratings' scale.",
        "averages are those of training users",
    ),
    Column(
        "n_ratings",
        "whole number",
        False,
        "Ratings behind that average.",
        "averages count alike, however many ratings are behind them",
    ),
    Column("cover_url", "web address", False, "A picture of the cover."),
    Column(
        "work_id",
        "text or whole number",
        False,
        "Editions of one work share it. By default found by title and author.",
    ),
    Column(
        "other_ids",
        _LIST,
        False,
        "The book's ids elsewhere: goodreads:2767052, goodreads-work:2792775.",
    ),
    Column("source", "text", False, "Where the row comes from."),
)
RATING_COLUMNS = (
    Column("user_id", "text or whole number", True, "Who rated; no name is needed."),
    Column("book_id", "text or whole number", True, "An id of the books table."),
    Column(
        "rating",
        "number",
        True,
        "Stars from 0.5 to 5; any other scale is stated (data.rating_scale) and mapped to 1 to 5.",
    ),
    Column("source", "text", False, "Where the row comes from."),
)
TABLES = {"books": BOOK_COLUMNS, "ratings": RATING_COLUMNS}


def describe_columns() -> dict[str, list[dict[str, Any]]]:
    """Return the columns of both tables, JSON-able."""
    return {table: [column._asdict() for column in columns] for table, columns in TABLES.items()}
