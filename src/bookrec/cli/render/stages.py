"""Stage results as lines and tables."""

from collections.abc import Sequence
from typing import Any

from rich.table import Table

from bookrec.cli.console import out
from bookrec.pipeline.runner import StageResult

HEADLINES = {
    "clean": "{books:,} books, {ratings:,} ratings by {users:,} users, join rate {join_rate:.1%}",
    "embed": "{books:,} books, {texts:,} texts ({cached:,} from the cache), {dim} dimensions",
    "train": "best epoch {best_epoch} of {epochs}, validation {validation:.4f}",
    "encode": "{books:,} books, {dim} dimensions",
    "tune": "popularity weight {popularity_weight:.2f}: Spearman {spearman:.3f} on {users:,} "
    "validation users (average rating {baseline:.3f})",
    "evaluate": "Spearman {spearman:.3f} on {users:,} test users (average rating {baseline:.3f}, "
    "difference {difference:+.3f}, 95% {low:+.3f} to {high:+.3f})",
}


def headline(result: StageResult) -> str:
    """Return what a stage achieved, in one line."""
    return HEADLINES[result.stage].format(**result.artifact.manifest.summary)


def progress_line(result: StageResult) -> str:
    """Return the line that stays on the terminal when a stage is done."""
    took = "up to date" if result.skipped else f"{result.seconds:.1f} s"
    return f"{result.stage:<9} {took:>10}  {headline(result)}"


def print_report(result: StageResult) -> None:
    """Print all that one stage reported."""
    out.print(f"[bold]{result.stage}[/bold]: {headline(result)}", highlight=False)
    table = Table(box=None, show_header=False, pad_edge=False)
    for name, value in _rows(result.artifact.manifest.summary):
        table.add_row(name, value)
    out.print(table)
    state = "up to date, skipped" if result.skipped else f"done in {result.seconds:.1f} s"
    out.print(f"{state}: {result.artifact.folder}", style="dim", highlight=False, soft_wrap=True)


def print_summary(results: Sequence[StageResult]) -> None:
    """Print the table that ends a full run."""
    table = Table(title="bookrec run-all", title_justify="left")
    table.add_column("stage", style="bold", no_wrap=True)
    table.add_column("time", justify="right", no_wrap=True)
    table.add_column("result")
    for result in results:
        took = "up to date" if result.skipped else f"{result.seconds:.1f} s"
        table.add_row(result.stage, took, headline(result))
    out.print(table)
    out.print('Next: bookrec recommend --book "Title|Author|Rating"', highlight=False)


def _rows(summary: dict[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """Flatten a summary into printable rows, nested names joined by a dot."""
    rows: list[tuple[str, str]] = []
    for name, value in summary.items():
        if isinstance(value, dict):
            rows.extend(_rows(value, f"{prefix}{name}."))
        elif isinstance(value, float):
            rows.append((prefix + name, f"{value:,.4f}"))
        elif isinstance(value, int) and not isinstance(value, bool):
            rows.append((prefix + name, f"{value:,}"))
        else:
            rows.append((prefix + name, str(value)))
    return rows
