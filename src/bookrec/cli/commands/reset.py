"""`reset`: remove what bookrec has computed, and on request what it has downloaded."""

import sys
from typing import Annotated

import typer

from bookrec.cli.options import JsonOption
from bookrec.errors import ConfigError


def reset(
    context: typer.Context,
    data: Annotated[bool, typer.Option("--data", help="Also remove the raw data sets.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Remove all artifacts; with --data also the raw data sets. Asks first."""
    from bookrec.cli.console import print_json
    from bookrec.pipeline.housekeeping import removable, remove

    folders = removable(context.obj, data=data)
    if folders and not yes:
        if not sys.stdin.isatty():
            raise ConfigError("reset asks before it removes anything; in a script give --yes")
        listing = "\n".join(f"  {folder}" for folder in folders)
        typer.confirm(f"Remove these folders?\n{listing}\n", abort=True, err=True)
    folders = remove(context.obj, data=data) if folders else []
    if as_json:
        print_json({"removed": [str(folder) for folder in folders]})
    else:
        typer.echo(f"Removed {len(folders)} folders." if folders else "Nothing to remove.")
