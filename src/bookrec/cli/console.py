"""Where output goes: reports to stdout, everything else to stderr."""

import json
from typing import Any

import typer
from rich.console import Console

from bookrec.render.terminal import printable, printable_json

out = Console()
err = Console(stderr=True)


def print_error(message: str) -> None:
    """Print an expected failure as one line on stderr, never wrapped or interpreted."""
    typer.echo(f"Error: {printable(' '.join(message.split()))}", err=True)


def print_note(message: str) -> None:
    """Print a message for the user on stderr."""
    typer.echo(printable(message), err=True)


def print_json(document: Any) -> None:  # noqa: ANN401 - any JSON-able value
    """Print one JSON document on stdout."""
    text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)
    typer.echo(printable_json(text))
