"""`rate`: the reader's own shelf, kept in a file they own."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bookrec.cli.options import JsonOption, ScaleOption, ShelfOption
from bookrec.data.history.rated_book import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bookrec.data.history import RatedBook
    from bookrec.data.history.shelf import Shelf

rate_app = typer.Typer(
    help="Keep your own shelf of books: stars, what you want to read, gave up, or never want to "
    "see. `recommend` then uses it by default. Without a command: a short session that searches as "
    "you type.",
    invoke_without_command=True,
)

BooksArgument = Annotated[list[str], typer.Argument(metavar="TITLE|AUTHOR...")]


@rate_app.callback()
def rate(context: typer.Context, shelf: ShelfOption = None) -> None:
    """Rate books one after another, searching the catalogue as you type."""
    if shelf is not None:
        context.obj = context.obj.model_copy(update={"shelf_file": shelf})
    if context.invoked_subcommand is not None:
        return
    import sys

    from bookrec.cli.rating_session import rate_interactively
    from bookrec.errors import ConfigError
    from bookrec.scoring.loading import RecommenderParts

    if not sys.stdin.isatty():
        raise ConfigError("rate asks questions; in a script use `bookrec rate add`")
    index = RecommenderParts(context.obj.artifacts_dir).catalog.index
    rate_interactively(index, _shelf(context))


@rate_app.command()
def add(
    context: typer.Context,
    books: Annotated[list[str], typer.Argument(metavar="TITLE|AUTHOR|RATING...")],
    as_json: JsonOption = False,
) -> None:
    """Add books you read; one that is there takes the new rating. Without a rating it has none."""
    _add(context, _parse(books), as_json)


@rate_app.command("import")
def import_file(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="As for `recommend --history`.")],
    rating_scale: ScaleOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add all books of an export or list, as `recommend --history` reads it."""
    from bookrec.cli.books import read_books

    _add(context, read_books(file, rating_scale), as_json)


@rate_app.command()
def mark(
    context: typer.Context,
    status: Annotated[Status, typer.Argument(help="What became of the books.")],
    books: BooksArgument,
    as_json: JsonOption = False,
) -> None:
    """Mark books: read, to read, given up, not interesting, or hidden from every list."""
    from bookrec.cli.books import report_unmatched
    from bookrec.cli.console import print_json, print_note

    shelf, parsed = _shelf(context), _parse(books)
    marked = [shelf.set_status(book, status) for book in parsed]
    unmatched = report_unmatched(context.obj.artifacts_dir, parsed)
    if as_json:
        print_json({"marked": [book.label for book in marked], "status": status, **unmatched})
    for book in marked if not as_json else ():
        print_note(f"{book.label}: {status}")


@rate_app.command()
def undo(context: typer.Context, as_json: JsonOption = False) -> None:
    """Take the last change of the shelf back; again for the one before it."""
    from bookrec.cli.console import print_json
    from bookrec.cli.render.shelf import describe_edit

    edits = [describe_edit(edit) for edit in _shelf(context).undo()]
    if as_json:
        print_json({"undone": edits})
    else:
        typer.echo("\n".join(edits) or "Nothing to take back.")


@rate_app.command()
def forget(context: typer.Context, as_json: JsonOption = False) -> None:
    """Forget which books your lists have shown, so that --fresh offers them again."""
    from bookrec.cli.console import print_json

    n_forgotten = _shelf(context).forget_shown()
    if as_json:
        print_json({"forgotten": n_forgotten})
    else:
        typer.echo(f"forgot {n_forgotten} shown books")


@rate_app.command()
def remove(
    context: typer.Context,
    title: Annotated[str, typer.Argument(metavar="TITLE|AUTHOR", help="The author if need be.")],
    as_json: JsonOption = False,
) -> None:
    """Take one book off the shelf."""
    from bookrec.cli.console import print_json
    from bookrec.render.terminal import printable

    (book,) = _parse([title])
    removed = _shelf(context).remove(book.title, book.author)
    if as_json:
        print_json({"removed": removed.label})
    else:
        typer.echo(printable(f"removed {removed.label}"))


@rate_app.command("list")
def list_books(context: typer.Context, as_json: JsonOption = False) -> None:
    """Show the shelf."""
    from dataclasses import asdict

    from bookrec.cli.console import print_json
    from bookrec.cli.render.shelf import print_shelf

    shelf = _shelf(context)
    books = shelf.load()
    if as_json:
        print_json({"books": [asdict(book) for book in books]})
    elif books:
        print_shelf(books)
    else:
        typer.echo(f"{shelf.path}: no books yet; add some with `bookrec rate`")


def _add(context: typer.Context, books: "Sequence[RatedBook]", as_json: bool) -> None:
    from bookrec.cli.books import report_unmatched
    from bookrec.cli.console import print_json, print_note
    from bookrec.data.history.contradictions import find_contradictions

    shelf = _shelf(context)
    added = shelf.add(books)
    unmatched = report_unmatched(context.obj.artifacts_dir, books)
    labels = [book.label for book in books]
    keys = [label.casefold() for label in labels]
    for line in find_contradictions(labels, [book.rating for book in books], keys):
        print_note(line)
    if as_json:
        print_json({**added._asdict(), **unmatched})
    else:
        typer.echo(f"{added.new} added, {added.changed} changed in {shelf.path}")


def _parse(lines: "Sequence[str]") -> "list[RatedBook]":
    from bookrec.cli.books import usage
    from bookrec.data.history import parse_book

    with usage():
        return [parse_book(line, default_rating=None) for line in lines]


def _shelf(context: typer.Context) -> "Shelf":
    from bookrec.cli.books import open_own_shelf

    return open_own_shelf(context.obj.shelf_file)
