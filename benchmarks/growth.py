"""Does every stage stay linear? Time and peak memory of each, on SYNTHETIC data of growing size.

The data are drawn from the real ones (`_growth_data.py`), the text embeddings are random vectors
(`_growth_embed.py`). Each stage is the installed command in a process of its own; its peak memory
is its resident set, mapped files included. `train` runs one epoch and `tune` one fit, the rest as
by default. An exponent is the slope of a line through the logarithms of processor time (which
other work on the machine hardly changes) and books: 1 is linear, 2 quadratic. A size whose stage
fails or exceeds the time limit says so.

    python benchmarks/growth.py --data-dir data --work /tmp/growth
"""

import argparse
import json
import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from _growth_data import COUNTS, read_real, write_synthetic
from process import COMMAND

SIZES = {15_000: 350_000, 150_000: 3_500_000, 1_500_000: 35_000_000}
"""Books and ratings."""
ONE_PASS = (
    "train.epochs=1",
    "train.min_batches=1",
    # Random vectors hold nothing to learn: at the usual rate the head collapses, and says so; so it
    # does at 0.0001 after the batches of 1.5 million books.
    "train.learning_rate=0.00001",
    "tune.n_trials=1",
)
STAGES = ("clean", "train", "encode", "tune", "evaluate", "recommend")
RESULTS = "results.json"


class Cost(NamedTuple):
    """What a process took: seconds by the clock and of processors, peak resident memory in GB."""

    seconds: float
    processor_seconds: float
    gigabytes: float


def measure(command: list[str], log: Path, limit: float) -> Cost | None:
    """Run a process; None if it failed or took longer than `limit` seconds."""
    start = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        signal.signal(signal.SIGALRM, lambda *_: process.kill())
        signal.setitimer(signal.ITIMER_REAL, limit)
        _, status, usage = os.wait4(process.pid, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        return None
    processor = usage.ru_utime + usage.ru_stime
    return Cost(time.perf_counter() - start, processor, usage.ru_maxrss / 2**20)


def run_size(folder: Path, data_dir: Path, stages: tuple[str, ...], limit: float) -> None:
    """Measure the stages of one size, and keep each result as it comes."""
    results = read_results(folder)
    artifacts = folder / "artifacts"
    settings = [part for each in ONE_PASS for part in ("--set", each)]
    paths = ["--data-dir", str(data_dir), "--artifacts-dir", str(artifacts)]
    for stage in stages:
        if stage == "train":
            drawn = [sys.executable, str(Path(__file__).with_name("_growth_embed.py"))]
            subprocess.run([*drawn, str(data_dir), str(artifacts)], check=True)
        arguments = (
            ["--force"] if stage != "recommend" else ["--book", f"{first_title(artifacts)}||5"]
        )
        command = [str(COMMAND), *paths, *settings, stage, *arguments]
        results[stage] = measure(command, folder / f"{stage}.log", limit)
        print(f"{folder.name} {stage} {results[stage]}", file=sys.stderr, flush=True)
        (folder / RESULTS).write_text(json.dumps(results))


def first_title(artifacts: Path) -> str:
    """Return a title of the catalogue."""
    import pyarrow.parquet as pq

    fingerprint = (artifacts / "clean" / "latest").read_text().strip()
    table = pq.ParquetFile(artifacts / "clean" / fingerprint / "books.parquet")
    batch = next(table.iter_batches(1, columns=["title"]))
    return str(batch["title"][0].as_py())


def read_results(folder: Path) -> dict[str, Cost | None]:
    path = folder / RESULTS
    stored = json.loads(path.read_text()) if path.exists() else {}
    return {stage: cost and Cost(*cost) for stage, cost in stored.items()}


def exponent(costs: Mapping[int, Cost | None], part: str) -> str:
    """Slope of the logarithms of cost and size."""
    known = [
        (math.log(size), math.log(getattr(cost, part))) for size, cost in costs.items() if cost
    ]
    if len(known) < 2:
        return "-"
    sizes, values = np.array(known).T
    return f"{np.polyfit(sizes, values, 1)[0]:.2f}"


def print_table(work: Path, sizes: list[int]) -> None:
    results = {size: read_results(work / str(size)) for size in sizes}
    heads = [f"{size:,} books" for size in sizes]
    print(f"| stage | {' | '.join(heads)} | exponent of time | of memory |")
    print("| --- |" + " --: |" * (len(sizes) + 2))
    for stage in STAGES:
        costs = {size: results[size].get(stage) for size in sizes}
        cells = [
            f"{cost.seconds:.0f} s, {cost.processor_seconds:.0f} s, {cost.gigabytes:.2f} GB"
            if cost
            else "not finished"
            for cost in costs.values()
        ]
        slopes = [exponent(costs, part) for part in ("processor_seconds", "gigabytes")]
        print(f"| {stage} | {' | '.join([*cells, *slopes])} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data-dir", type=Path, required=True, help="real data to draw from")
    parser.add_argument("--work", type=Path, required=True, help="folder for synthetic data")
    parser.add_argument("--sizes", type=int, nargs="+", choices=SIZES, default=list(SIZES))
    parser.add_argument("--stages", nargs="+", choices=STAGES, default=list(STAGES))
    parser.add_argument("--limit", type=float, default=3600, help="seconds for one stage")
    parser.add_argument("--table-only", action="store_true", help="print what was measured before")
    options = parser.parse_args()
    if COMMAND is None:
        sys.exit("bookrec is not installed beside this Python")
    real = None
    for size in [] if options.table_only else options.sizes:
        folder = options.work / str(size)
        data = folder / "data"
        if not (data / COUNTS).exists():
            real = real or read_real(options.data_dir)
            write_synthetic(real, data, size, SIZES[size])
        run_size(folder, data, tuple(options.stages), options.limit)
    print_table(options.work, options.sizes)


if __name__ == "__main__":
    main()
