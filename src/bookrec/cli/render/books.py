"""Books of the catalogue as tables."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from bookrec.cli.console import out
from bookrec.render.terminal import printable
from bookrec.render.words import stars

Book = Mapping[str, Any]
"""As `Catalog.describe` returns it."""


def print_books(books: Sequence[Book]) -> None:
    """Print books, one a line."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("title", style="bold")
    table.add_column("author")
    table.add_column("year", justify="right", no_wrap=True)
    table.add_column("avg", justify="right", no_wrap=True)
    table.add_column("id", style="dim", overflow="fold")
    for book in books:
        table.add_row(
            Text(printable(book["title"])),
            Text(printable(book["author"])),
            "" if book["year"] is None else str(book["year"]),
            stars(book["average_rating"]),
            Text(printable(book["book_id"])),
        )
    out.print(table)


def print_book(book: Book) -> None:
    """Print one book, what is predicted and known of it, and the books `nearest` to it."""
    out.print(Text(printable(f"{book['title']} by {book['author']}"), "bold"))
    facts = (
        book["series"],
        book["volume"] and f"volume {book['volume']:g}",
        book["year"],
        book["pages"] and f"{book['pages']} pages",
        book["average_rating"] and f"average {stars(book['average_rating'])}",
        f"{book['n_ratings']:,} ratings",
        ", ".join(book["genres"]),
    )
    out.print(Text(printable("; ".join(str(fact) for fact in facts if fact)), "dim"))
    if book["predicted_rating"] is not None:
        predicted = f"{stars(book['predicted_rating'])} ± {stars(book['uncertainty'])}"
        out.print(f"{predicted} stars predicted for you", style="green")
    if book["description"]:
        out.print(Text(printable(book["description"])))
    following = book["next_in_series"]
    if following is not None:
        out.print(Text(printable(f"Next in the series: {following['title']}")))
    if book["link"]:
        out.print(Text(printable(book["link"]), "dim"))
    out.print("\nNearest books", style="bold")
    print_books(book["nearest"])


def print_genres(counts: Sequence[tuple[str, int]], n_genres: int) -> None:
    """Print genres with their numbers of books."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("genre", style="bold")
    table.add_column("books", justify="right", no_wrap=True)
    for genre, count in counts:
        table.add_row(Text(printable(genre)), f"{count:,}")
    out.print(table)
    out.print(f"{len(counts)} of {n_genres} genres", style="dim")
