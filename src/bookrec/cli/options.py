"""Options that several commands share."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from bookrec.settings import Settings

JsonOption = Annotated[
    bool, typer.Option("--json", help="Print one JSON document on stdout and nothing else there.")
]
ForceOption = Annotated[bool, typer.Option("--force", help="Recompute even where it is done.")]

ShelfOption = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Your shelf, if it is not the one in your data folder.",
    ),
]

CLUSTER = "Where it runs"
SchedulerOption = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS",
        help="Run on the Dask cluster of this scheduler, as tcp://host:8786.",
        rich_help_panel=CLUSTER,
    ),
]
WorkersOption = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        help="Run on N Dask workers of this machine.",
        rich_help_panel=CLUSTER,
    ),
]


def with_flags(settings: "Settings", group: str, **flags: Any) -> "Settings":  # noqa: ANN401
    """Return the settings with a command's own flags put in; None means not given."""
    from bookrec.settings import override

    return override(settings, group, {k: v for k, v in flags.items() if v is not None})
