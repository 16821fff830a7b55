"""The Typer app and its global options."""

from pathlib import Path
from typing import Annotated, Any

import typer

from bookrec import __version__
from bookrec.cli.commands import COMMANDS, READERS
from bookrec.cli.commands.rate import rate_app

app = typer.Typer(
    name="bookrec",
    help="Personal book recommendations from Goodreads data, trained and evaluated on your own "
    "machine. Start with `bookrec run-all`, then `bookrec recommend`.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


def _print_version(value: bool) -> None:
    if value:
        typer.echo(f"bookrec {__version__}")
        raise typer.Exit


@app.callback()
def load(
    context: typer.Context,
    data_dir: Annotated[
        Path | None,
        typer.Option(help="Folder of the raw data sets.", show_default="data"),
    ] = None,
    artifacts_dir: Annotated[
        Path | None,
        typer.Option(help="Folder of everything computed.", show_default="artifacts"),
    ] = None,
    assignments: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Any setting, as train.epochs=5."),
    ] = None,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and exit."
        ),
    ] = False,
) -> None:
    """Load the settings once, for whichever command runs."""
    from bookrec.settings import load_settings, nested_flags

    flags: dict[str, Any] = nested_flags(assignments or [])
    if data_dir is not None:
        flags["data_dir"] = data_dir
    if artifacts_dir is not None:
        flags["artifacts_dir"] = artifacts_dir
    context.obj = load_settings(flags)


for name, command, panel in COMMANDS:
    app.command(name, rich_help_panel=panel)(command)
app.add_typer(rate_app, name="rate", rich_help_panel=READERS)
