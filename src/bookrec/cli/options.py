"""Options that several commands share."""

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from bookrec.settings import Settings

JsonOption = Annotated[
    bool, typer.Option("--json", help="Print one JSON document on stdout and nothing else there.")
]
ForceOption = Annotated[bool, typer.Option("--force", help="Recompute even where it is done.")]

Texts = list[str] | None

BookOption = Annotated[
    Texts,
    typer.Option(
        "--book",
        metavar="TITLE|AUTHOR|RATING",
        help="A book you read, with 1 to 5 stars; repeatable. Author and rating may be left out, "
        "an ISBN may follow.",
    ),
]
DescribeOption = Annotated[
    Texts,
    typer.Option(
        metavar="TITLE|TEXT",
        help="What one of your books is about; repeatable. Helps where the catalogue does not "
        "have it.",
    ),
]
HistoryOption = Annotated[
    list[Path] | None,
    typer.Option(
        help="An export of Goodreads, StoryGraph, LibraryThing, Hardcover, BookWyrm, Openreads or "
        "Calibre, or your own table or list: CSV, JSON, Excel, lines of text."
    ),
]
ScaleOption = Annotated[
    int | None,
    typer.Option(
        "--rating-scale",
        metavar="5|10|20|100",
        help="The highest rating of your file, if it is not 5 and its header does not say so.",
    ),
]
UnmatchedOption = Annotated[
    Path | None,
    typer.Option(
        "--unmatched",
        metavar="FILE",
        help="Write the books that are not in the catalogue as a CSV list, to mend and read back.",
    ),
]
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


def refuse_other_options(context: typer.Context, mode: str, used: Collection[str]) -> None:
    """Refuse options that a mode of a command makes no use of, rather than ignore them.

    Args:
        context: Of the command.
        mode: The option that chose the mode, for the message.
        used: Names of the parameters that the mode uses.

    Raises:
        UsageError: If another one is on the command line.
    """
    names = [parameter.name for parameter in context.command.params if parameter.name]
    refuse_options(context, mode, [name for name in names if name not in used])


def refuse_options(context: typer.Context, mode: str, unused: Collection[str]) -> None:
    """Refuse some options, given by the names of their parameters.

    Raises:
        UsageError: If one of them is on the command line.
    """
    from bookrec.errors import UsageError

    given = [
        max(parameter.opts, key=len)
        for parameter in context.command.params
        if parameter.name in unused and _is_given(context, parameter.name)
    ]
    if given:
        raise UsageError(f"{mode} makes no use of {', '.join(given)}; leave it out")


def _is_given(context: typer.Context, name: str | None) -> bool:
    source = context.get_parameter_source(name) if name else None
    return source is not None and source.name == "COMMANDLINE"
