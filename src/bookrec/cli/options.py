"""Options that several commands share."""

from typing import Annotated

import typer

JsonOption = Annotated[
    bool, typer.Option("--json", help="Print one JSON document on stdout and nothing else there.")
]
ForceOption = Annotated[bool, typer.Option("--force", help="Recompute even where it is done.")]
