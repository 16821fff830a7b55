"""Whole processes, Python's start included: `recommend` and `search` for catalogue books.

The alternative, measured in the same run, is what a script around the encoder costs before it can
answer anything: importing torch and sentence_transformers, and one matrix product over the
catalogue.

    python benchmarks/process.py --artifacts-dir artifacts
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

from _ratios import print_ratio

COMMAND = shutil.which("bookrec", path=str(Path(sys.executable).parent))
LIMITS = {"recommend": 0.8, "search": 0.6}
ALTERNATIVE = """
import numpy, sentence_transformers, torch
torch.ones(15_318, 384) @ torch.ones(384, 20)
"""
HEAVY = ("torch", "transformers", "pandas", "scipy", "sklearn", "matplotlib")


def seconds(command: list[str], repeats: int) -> float:
    """Return the median wall time of a command after one run that warms the file cache."""
    times = []
    for _ in range(repeats + 1):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


def heavy_imports(command: list[str]) -> list[str]:
    """Name the heavy packages that a command imports."""
    traced = [sys.executable, "-X", "importtime", *command]
    result = subprocess.run(traced, check=True, capture_output=True, text=True)
    imported = {line.rsplit("|", 1)[-1].strip() for line in result.stderr.splitlines()}
    return [name for name in HEAVY if name in imported]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--artifacts-dir", type=Path, default=Path("artifacts"))
    parser.add_argument("--repeats", type=int, default=7)
    options = parser.parse_args()
    if COMMAND is None:
        sys.exit("bookrec is not installed beside this Python")
    bookrec = [COMMAND, "--artifacts-dir", str(options.artifacts_dir)]
    commands = {
        "recommend": [*bookrec, "recommend", "--book", "Dune|Frank Herbert|5"],
        "search": [*bookrec, "search", "le guin dispossesed"],
    }
    alternative = seconds([sys.executable, "-c", ALTERNATIVE], options.repeats)
    print(f"Median of {options.repeats} runs, {os.cpu_count()} cores.\n")
    print("| process | seconds | limit | torch and sentence_transformers | ratio | heavy imports |")
    print("| --- | --: | --: | --: | --: | --- |")
    for name, command in commands.items():
        took = seconds(command, options.repeats)
        heavy = ", ".join(heavy_imports(command)) or "none"
        print(
            f"| {name} | {took:.2f} | {LIMITS[name]} | {alternative:.2f} | "
            f"{alternative / took:.1f} | {heavy} |"
        )
        print_ratio(name, took, "importing torch and sentence_transformers", alternative)


if __name__ == "__main__":
    main()
