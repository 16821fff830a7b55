"""The reader's own list as a table."""

from collections.abc import Sequence

from rich import box
from rich.table import Table
from rich.text import Text

from bookrec.cli.console import out
from bookrec.data.history import RatedBook
from bookrec.data.history.shelf import Edit
from bookrec.render.terminal import printable


def print_shelf(books: Sequence[RatedBook]) -> None:
    """Print the reader's books, one a line."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("title", style="bold")
    table.add_column("author")
    table.add_column("stars", justify="right", no_wrap=True)
    table.add_column("status", no_wrap=True)
    for book in books:
        table.add_row(
            Text(printable(book.title)),
            Text(printable(book.author)),
            "" if book.rating is None else f"{book.rating:g}",
            book.status.value,
        )
    out.print(table)


def describe_edit(edit: Edit) -> str:
    """Say what became of a book on the shelf, when a change was taken back."""
    book = edit.after or edit.before
    name = printable(book.label) if book else ""
    if edit.after is None:
        return f"{name}: taken off the shelf again"
    if edit.before is None:
        return f"{name}: back on the shelf"
    rating = "no stars" if edit.after.rating is None else f"{edit.after.rating:g} stars"
    return f"{name}: again {rating}, {edit.after.status}"
