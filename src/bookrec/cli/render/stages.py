"""Stage results as lines and tables."""

from collections.abc import Sequence
from typing import Any

from rich.table import Table

from bookrec.cli.console import out
from bookrec.pipeline.runner import StageResult
from bookrec.storage.files import REPORT_HTML

HEADLINES = {
    "clean": "{books:,} books, {ratings:,} ratings by {users:,} users, join rate {join_rate:.1%}",
    "embed": "{books:,} books, {texts:,} texts ({cached:,} from the cache), {dim} dimensions",
    "train": "best epoch {best_epoch} of {epochs}, validation {validation:.4f}",
    "encode": "{books:,} books, {dim} dimensions",
    "tune": "popularity weight {popularity_weight:.2f}: Spearman {spearman:.3f} on {users:,} "
    "validation users (average rating {baseline:.3f})",
    "fit": "{ratings:,} ratings by all {users:,} users",
    "evaluate": "Spearman {headline[spearman]:.3f} on {headline[users]:,} test users (average "
    "rating {headline[baseline]:.3f}, difference {headline[difference]:+.3f}, 95% "
    "{headline[low]:+.3f} to {headline[high]:+.3f})",
}


def headline(result: StageResult) -> str:
    """Return what a stage achieved, in one line."""
    return HEADLINES[result.stage].format(**result.summary)


def progress_line(result: StageResult) -> str:
    """Return the line that stays on the terminal when a stage is done."""
    took = "up to date" if result.skipped else f"{result.seconds:.1f} s"
    return f"{result.stage:<9} {took:>10}  {headline(result)}"


def print_report(result: StageResult) -> None:
    """Print all that one stage reported."""
    out.print(f"[bold]{result.stage}[/bold]: {headline(result)}", highlight=False)
    if result.stage == "evaluate":
        print_evaluation(result.summary)
        _name_page(result)
        return
    table = Table(box=None, show_header=False, pad_edge=False)
    for name, value in _rows(result.summary):
        table.add_row(name, value)
    out.print(table)
    _name_page(result)
    state = "up to date, skipped" if result.skipped else f"done in {result.seconds:.1f} s"
    out.print(f"{state}: {result.artifact.folder}", style="dim", highlight=False, soft_wrap=True)


def _name_page(result: StageResult) -> None:
    if REPORT_HTML in result.artifact.manifest.files:
        out.print(f"Report: {result.artifact.folder / REPORT_HTML}", soft_wrap=True)


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


def print_evaluation(evaluation: dict[str, Any]) -> None:
    """Print the compact tables of an evaluation: ratings, rankings, embeddings."""
    _print_models("Predicted ratings, test users", evaluation["ratings"]["summary"])
    _print_models("Ranked catalogue, test users", evaluation["rankings"]["summary"])
    if evaluation["embeddings"]:
        _print_embeddings(evaluation["embeddings"])


def print_comparison(compared: dict[str, Any]) -> None:
    """Print models of one's own beside the others, and how far the first is from each."""
    for task, title in (("ratings", "Predicted ratings"), ("rankings", "Ranked catalogue")):
        rows = [row for row in compared["metrics"] if row["task"] == task]
        if rows:
            _print_models(f"{title}, {compared['users']} test users", rows)
    table = Table(title=f"{compared['model']} less the others", title_justify="left")
    for name in ("model", "metric", "difference", "95 % interval", "p (Holm)"):
        table.add_column(name, justify="left" if name in ("model", "metric") else "right")
    for row in compared["metrics"]:
        if row["difference"] is not None:
            interval = f"{row['difference_low']:+.3f} to {row['difference_high']:+.3f}"
            difference, p = f"{row['difference']:+.3f}", f"{row['p_holm']:.3f}"
            table.add_row(row["model"], row["metric"], difference, interval, p)
    out.print(table)


def _print_models(title: str, rows: Sequence[dict[str, Any]]) -> None:
    """Print models down, metrics across, each with half the width of its 95 % interval."""
    metrics = list(dict.fromkeys(row["metric"] for row in rows))
    cells = {(row["model"], row["metric"]): row for row in rows}
    table = Table(title=title, title_justify="left")
    table.add_column("model", style="bold", no_wrap=True)
    for metric in metrics:
        table.add_column(metric, justify="right")
    for model in dict.fromkeys(row["model"] for row in rows):
        table.add_row(model, *(_with_interval(cells.get((model, metric))) for metric in metrics))
    out.print(table)


def _print_embeddings(rows: Sequence[dict[str, Any]]) -> None:
    table = Table(title="Embeddings before and after training", title_justify="left")
    for name in ("books", "measure"):
        table.add_column(name)
    for name in ("before", "after", "difference"):
        table.add_column(name, justify="right")
    for row in rows:
        interval = f"{row['difference_low']:+.3f} to {row['difference_high']:+.3f}"
        difference = f"{row['difference']:+.3f} ({interval})"
        table.add_row(
            row["group"], row["measure"], f"{row['before']:.3f}", f"{row['after']:.3f}", difference
        )
    out.print(table)


def _with_interval(row: dict[str, Any] | None) -> str:
    if row is None or row["mean"] is None:
        return ""
    if row["low"] is None:
        return f"{row['mean']:.3f}"
    return f"{row['mean']:.3f} ±{(row['high'] - row['low']) / 2:.3f}"


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
