"""Predictions of single books on a terminal."""

from collections.abc import Sequence

from rich import box
from rich.table import Table
from rich.text import Text

from bookrec.cli.console import out
from bookrec.render.terminal import printable
from bookrec.render.words import stars
from bookrec.scoring.explain.prediction import Prediction
from bookrec.scoring.lists.queue import Queue


def print_predictions(predictions: Sequence[Prediction]) -> None:
    """Print each prediction with all that speaks for and against it."""
    for prediction in predictions:
        title = f"{prediction.title} by {prediction.author}"
        out.print(Text(printable(title if prediction.author else prediction.title), "bold"))
        own = prediction.own_rating
        given = "" if own is None else f"; you gave it {own:g}, which is left out here"
        out.print(f"  {_predicted(prediction)} stars predicted{given}", style="green")
        _print_lines("for", prediction.speaks_for)
        _print_lines("against", prediction.speaks_against)
        _print_lines("note", prediction.notes)


def print_queue(queue: Queue) -> None:
    """Print the books to read, one a row."""
    table = Table(box=box.SIMPLE_HEAD, expand=True, pad_edge=False)
    table.add_column("#", justify="right", no_wrap=True)
    table.add_column("book", style="bold", ratio=4)
    table.add_column("author", ratio=3)
    table.add_column("stars", justify="right", no_wrap=True, style="green")
    table.add_column("why", ratio=6, style="dim")
    for rank, prediction in enumerate(queue.predictions, start=1):
        why = [*prediction.speaks_for[:1], *_but(prediction), *prediction.notes[:1]]
        cells = (prediction.title, prediction.author, _predicted(prediction), "; ".join(why))
        table.add_row(str(rank), *(Text(printable(cell)) for cell in cells))
    out.print(table)
    out.print(f"{len(queue.predictions)} of {queue.n_to_read} books to read", style="dim")


def _but(prediction: Prediction) -> list[str]:
    return [f"but {reason}" for reason in prediction.speaks_against[:1]]


def _predicted(prediction: Prediction) -> str:
    return f"{stars(prediction.predicted_rating)} ± {stars(prediction.uncertainty)}"


def _print_lines(label: str, lines: Sequence[str]) -> None:
    for line in lines:
        out.print(Text(f"  {label}: {printable(line)}", "dim"))
