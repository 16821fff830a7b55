"""Progress on stderr: a bar with rate and time left on a terminal, nothing elsewhere."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Self

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from bookrec.cli.console import err, print_note
from bookrec.pipeline.stage import Progress as Callback


class RateColumn(ProgressColumn):
    """How many units a second, over the last while."""

    def render(self, task: Task) -> Text:
        """Return the rate, empty before the first step."""
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{speed:,.0f} {task.fields['unit']}/s")


@contextmanager
def progress_bar(description: str, unit: str) -> Iterator[Callback]:
    """Show a bar for the time of the block; yields the callback that moves it.

    Args:
        description: What is under way.
        unit: What is counted, in the plural.
    """
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        RateColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task(description, total=None, unit=unit)

        def move(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        yield move


class StageDisplay:
    """A whole run: one moving bar for the stage under way, one line for each that is done."""

    def __init__(self) -> None:
        """Start with nothing under way."""
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        """Start the display."""
        return self

    def __exit__(self, *error: object) -> None:
        """Clear the bar, whatever happened."""
        self._stack.close()

    def start(self, name: str, unit: str) -> Callback:
        """Show a bar for a stage; returns the callback that moves it."""
        self._stack.close()
        return self._stack.enter_context(progress_bar(name, unit))

    def finish(self, line: str) -> None:
        """Replace the bar by the stage's result."""
        self._stack.close()
        print_note(line)
