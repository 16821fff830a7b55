"""Every figure of quality in README and documentation, from one file that a run has written.

`measure` reads the report of `evaluate` and the manifests of all stages, and keeps what the
documents show in figures.json, with machine, date, commit and data. `write` puts the tables
made of it between the marks `<!-- figures: NAME -->` and `<!-- /figures -->` of the documents.

    python benchmarks/figures.py measure packaged --artifacts-dir artifacts --data "packaged data"
    python benchmarks/figures.py write
"""

import argparse
import json
import os
import platform
import re
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FIGURES = Path(__file__).with_name("figures.json")
DOCUMENTS = [ROOT / "README.md", ROOT / "README.ru.md", ROOT / "docs" / "evaluation.md"]
BLOCK = re.compile(r"<!-- figures: (\S+) -->\n.*?<!-- /figures -->", re.DOTALL)
OURS = "bookrec"

Figures = dict[str, Any]
Row = dict[str, Any]


def measure(artifacts_dir: Path, data: str) -> Figures:
    """Collect what the documents show of a finished run."""
    from bookrec.storage.artifacts import open_lineage

    lineage = open_lineage(artifacts_dir, "evaluate")
    report = json.loads(lineage["evaluate"].path("report.json").read_text(encoding="utf-8"))
    return {
        "measured": {
            "data": data,
            "date": datetime.now(UTC).date().isoformat(),
            "commit": _commit(),
            "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        },
        "counts": report["data"],
        "headline": report["headline"],
        "ratings": _all_users(report["ratings"]),
        "rankings": _all_users(report["rankings"]),
        "history_lengths": [row for row in report["history_lengths"] if _is_ours(row, "spearman")],
        "lists": [row for row in report["lists"] if row["group"] == "all users"],
        "cold_books": [row for row in report["cold_books"] if row["metric"] == "spearman"],
        "embeddings": [row for row in report["embeddings"] if row["group"] == "held-out books"],
    }


def _commit() -> str:
    command = ["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def _all_users(part: Figures) -> Figures:
    return {
        "summary": [row for row in part["summary"] if row["group"] == "all users"],
        "differences": part["differences"],
    }


def _is_ours(row: Row, metric: str) -> bool:
    return bool(row["model"] == OURS and row["metric"] == metric)


def render_ratings(figures: Figures) -> str:
    """Return the table of predicted ratings: Spearman, RMSE, the paired difference."""
    return _render_models(figures["ratings"], "spearman", "rmse", ("Spearman", "RMSE, stars"))


def render_rankings(figures: Figures) -> str:
    """Return the table of rankings: NDCG@10, recall@20, the paired difference."""
    return _render_models(figures["rankings"], "ndcg@10", "recall@20", ("NDCG@10", "recall@20"))


def _render_models(part: Figures, metric: str, second: str, names: tuple[str, str]) -> str:
    values = {(row["model"], row["metric"]): row["mean"] for row in part["summary"]}
    differences = {
        row["reference"]: row
        for row in part["differences"]
        if row["model"] == OURS and row["metric"] == metric
    }
    models = sorted(
        {row["model"] for row in part["summary"] if row["metric"] == metric},
        key=lambda model: -values[model, metric],
    )
    lines = [
        f"| model | {names[0]} | {names[1]} | bookrec less model |",
        "| --- | --: | --: | --- |",
    ]
    for model in models:
        row = differences.get(model)
        difference = "" if row is None else _with_interval(row)
        other = values.get((model, second))
        shown = "" if other is None else f"{other:.3f}"
        lines.append(f"| {model} | {values[model, metric]:.3f} | {shown} | {difference} |")
    return "\n".join(lines)


def render_lists(figures: Figures) -> str:
    """Return the table of what lists are made of, with all their rules, and the ranking alone."""
    rows = {(row["model"], row["metric"]): row for row in figures["lists"]}
    metrics = list(dict.fromkeys(metric for _, metric in rows))
    lines = [f"| | {' | '.join(metrics)} |", "| --- |" + " --: |" * len(metrics)]
    for model in dict.fromkeys(model for model, _ in rows):
        cells = [
            f"{rows[model, metric]['mean']:.3f}" if (model, metric) in rows else ""
            for metric in metrics
        ]
        lines.append(f"| {model} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _with_interval(row: Row) -> str:
    return f"{row['mean']:+.3f} [{row['low']:+.3f}, {row['high']:+.3f}]"


def render_embeddings(figures: Figures) -> str:
    """Return the table of embeddings before and after training."""
    lines = ["| measure | before | after | difference |", "| --- | --: | --: | --- |"]
    for row in figures["embeddings"]:
        interval = f"[{row['difference_low']:+.3f}, {row['difference_high']:+.3f}]"
        values = f"{row['before']:.3f} | {row['after']:.3f} | {row['difference']:+.3f} {interval}"
        lines.append(f"| {row['measure']} | {values} |")
    return "\n".join(lines)


def render_measured(figures: Figures) -> str:
    """Return one line that says on what, when and where."""
    measured, counts = figures["measured"], figures["counts"]
    return (
        f"{counts['books']:,} books, {counts['training ratings']:,} ratings by "
        f"{counts['training users']:,} training users, {counts['test users']:,} test users; "
        f"{measured['machine']}, {measured['date']}, commit {measured['commit']}."
    )


RENDERERS: dict[str, Callable[[Figures], str]] = {
    "ratings": render_ratings,
    "rankings": render_rankings,
    "embeddings": render_embeddings,
    "lists": render_lists,
    "measured": render_measured,
}


def fill(text: str, figures: Figures) -> str:
    """Return a document with every marked block made anew; the mark is `NAME/TABLE`."""

    def render(block: re.Match[str]) -> str:
        name, table = block[1].split("/")
        return f"<!-- figures: {block[1]} -->\n{RENDERERS[table](figures[name])}\n<!-- /figures -->"

    return BLOCK.sub(render, text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    measuring = commands.add_parser("measure")
    measuring.add_argument("name")
    measuring.add_argument("--artifacts-dir", type=Path, default=Path("artifacts"))
    measuring.add_argument("--data", required=True)
    commands.add_parser("write")
    options = parser.parse_args()
    figures = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}
    if options.command == "measure":
        figures[options.name] = measure(options.artifacts_dir, options.data)
        FIGURES.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        return
    for document in DOCUMENTS:
        document.write_text(fill(document.read_text(encoding="utf-8"), figures), encoding="utf-8")


if __name__ == "__main__":
    main()
