"""`rate`: the reader's own list of books, kept in a file they own."""

from pathlib import Path
from typing import Annotated

import typer

from bookrec.cli.options import JsonOption
from bookrec.errors import ConfigError

rate_app = typer.Typer(
    help="Keep your own list of books and stars, which `recommend` then uses by default. Without "
    "a command: a short session that searches as you type.",
    invoke_without_command=True,
)


@rate_app.callback()
def rate(context: typer.Context) -> None:
    """Rate books one after another, searching the catalogue as you type."""
    if context.invoked_subcommand is not None:
        return
    import sys

    from bookrec.cli.rating_session import rate_interactively
    from bookrec.scoring.loading import RecommenderParts

    if not sys.stdin.isatty():
        raise ConfigError("rate asks questions; in a script use `bookrec rate add`")
    settings = context.obj
    index = RecommenderParts(settings.artifacts_dir).catalog.index
    rate_interactively(index, settings.shelf_file)


@rate_app.command()
def add(
    context: typer.Context,
    books: Annotated[list[str], typer.Argument(metavar="TITLE|AUTHOR|RATING...")],
    as_json: JsonOption = False,
) -> None:
    """Add books; one that is there takes the new rating."""
    from bookrec.cli.console import print_json
    from bookrec.data.history import parse_book
    from bookrec.data.history.shelf import add_books

    added = add_books(context.obj.shelf_file, [parse_book(book) for book in books])
    if as_json:
        print_json(added._asdict())
    else:
        typer.echo(f"{added.new} added, {added.changed} changed in {context.obj.shelf_file}")


@rate_app.command("import")
def import_file(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="As for `recommend --history`.")],
    as_json: JsonOption = False,
) -> None:
    """Add all books of a Goodreads, StoryGraph or LibraryThing export, or CSV or JSON."""
    from bookrec.cli.books import gather_books
    from bookrec.cli.console import print_json
    from bookrec.data.history.shelf import add_books

    shelf_file = context.obj.shelf_file
    added = add_books(shelf_file, gather_books([], [file], shelf_file))
    if as_json:
        print_json(added._asdict())
    else:
        typer.echo(f"{added.new} added, {added.changed} changed in {shelf_file}")


@rate_app.command()
def remove(
    context: typer.Context,
    title: Annotated[str, typer.Argument(metavar="TITLE|AUTHOR", help="The author if need be.")],
    as_json: JsonOption = False,
) -> None:
    """Take one book off the list."""
    from bookrec.cli.console import print_json
    from bookrec.data.history import parse_book
    from bookrec.data.history.shelf import remove_book
    from bookrec.render.terminal import printable

    book = parse_book(title)
    removed = remove_book(context.obj.shelf_file, book.title, book.author)
    if as_json:
        print_json({"removed": removed.label})
    else:
        typer.echo(printable(f"removed {removed.label}"))


@rate_app.command("list")
def list_books(context: typer.Context, as_json: JsonOption = False) -> None:
    """Show the list."""
    from dataclasses import asdict

    from bookrec.cli.console import print_json
    from bookrec.cli.render.shelf import print_shelf
    from bookrec.data.history.shelf import load_shelf

    books = load_shelf(context.obj.shelf_file)
    if as_json:
        print_json({"books": [asdict(book) for book in books]})
    elif books:
        print_shelf(books)
    else:
        typer.echo(f"{context.obj.shelf_file}: no books yet; add some with `bookrec rate`")
