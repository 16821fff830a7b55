"""A recommendation list as CSV, safe to open in a spreadsheet."""

import csv
import io

from bookrec.render.terminal import printable
from bookrec.scoring.explain.recommendation import RecommendationList
from bookrec.scoring.lists.queue import Queue

COLUMNS = (
    "rank",
    "book_id",
    "title",
    "author",
    "series",
    "volume",
    "year",
    "pages",
    "predicted_rating",
    "average_rating",
    "n_ratings",
    "score",
    "reasons",
    "predicted_for_each",
)
QUEUE_COLUMNS = (
    "rank",
    "book_id",
    "title",
    "author",
    "predicted_rating",
    "uncertainty",
    "speaks_for",
    "speaks_against",
    "notes",
)
# A spreadsheet takes a cell that begins so for a formula, or skips to what follows.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def list_csv(made: RecommendationList) -> str:
    """Return the list as CSV (RFC 4180) with a header; an unknown value is an empty cell."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(COLUMNS)
    for rank, book in enumerate(made.recommendations, start=1):
        values = {**vars(book), "rank": rank, "reasons": "; ".join(book.reasons)}
        values["predicted_for_each"] = "; ".join(f"{each:.6g}" for each in book.predicted_for_each)
        writer.writerow([safe_cell(values[name]) for name in COLUMNS])
    return target.getvalue()


def queue_csv(queue: Queue) -> str:
    """Return the books that a reader means to read as CSV with a header, best first."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(QUEUE_COLUMNS)
    for rank, prediction in enumerate(queue.predictions, start=1):
        values = {
            **vars(prediction),
            "rank": rank,
            **{name: "; ".join(getattr(prediction, name)) for name in QUEUE_COLUMNS[-3:]},
        }
        writer.writerow([safe_cell(values[name]) for name in QUEUE_COLUMNS])
    return target.getvalue()


def safe_cell(value: object) -> object:
    """Return a cell that drives neither spreadsheet nor terminal.

    Text that a spreadsheet would take for a formula gets a leading apostrophe; control and format
    characters go, as a list on stdout may be looked at on a terminal.
    """
    if isinstance(value, float):
        return f"{value:.6g}"
    if not isinstance(value, str):
        return value
    text = printable(value)
    is_formula = value.startswith(_FORMULA_STARTS) or text.startswith(_FORMULA_STARTS)
    return f"'{text}" if is_formula else text
