"""Time and memory of `clean`, against pandas that merely reads the same files.

The data are repeated with fresh ids: 4x has four times the books (as other works by other authors)
and four times the users. Each run is a process of its own, so that its peak memory is its own.

    python benchmarks/clean.py --data-dir data
"""

import argparse
import csv
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bookrec.data.kaggle.raw_files import raw_files

MEASURE = """
import resource, sys, time
from pathlib import Path
start = time.perf_counter()
{work}
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(f"{{time.perf_counter() - start:.1f}} s | {{peak:.0f}} MB")
"""
CLEAN = """
from bookrec.data.kaggle.clean import clean_folder
from bookrec.settings import CleanSettings
clean_folder(Path(sys.argv[1]), CleanSettings())
"""
PANDAS = """
import pandas as pd
frames = [pd.read_csv(path, dtype="str") for path in sorted(Path(sys.argv[1]).glob("*/*.csv"))]
"""


def measure(work: str, folder: Path) -> str:
    command = [sys.executable, "-c", MEASURE.format(work=work), str(folder)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def repeat(data_dir: Path, folder: Path, times: int) -> int:
    """Write the raw files `times` times over; returns the number of rows."""
    n_rows = 0
    for path in raw_files(data_dir).all():
        target = folder / path.relative_to(data_dir)
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            for number in range(times):
                rows = repeated_rows(path, number)
                header = next(rows)
                if not number:
                    writer.writerow(header)
                for row in rows:
                    writer.writerow(row)
                    n_rows += 1
    return n_rows


def repeated_rows(path: Path, number: int) -> Iterator[list[str]]:
    """Read a file's rows with fresh ids and titles; number 0 is the original."""
    suffix = f" {number}" if number else ""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        header = next(rows)
        yield header
        fresh = [header.index(name) for name in ("ID", "bookId", "Id") if name in header]
        titles = [header.index(name) for name in ("Name", "title") if name in header]
        for row in rows:
            for column in fresh:
                row[column] = f"{row[column]}{suffix.strip() and f'-{number}'}"
            for column in titles:
                title, series, rest = row[column].partition(" (")
                row[column] = title + suffix + series + rest
            yield row


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-dir", type=Path, required=True)
    parser.add_argument("--times", type=int, nargs="+", default=[1, 4, 16])
    arguments = parser.parse_args()
    print("| data | rows | clean | peak memory | pandas.read_csv alone | peak memory |")
    print("|---|---:|---:|---:|---:|---:|")
    for times in arguments.times:
        folder = Path(tempfile.mkdtemp(prefix="bookrec-bench-"))
        try:
            n_rows = repeat(arguments.data_dir, folder, times)
            print(
                f"| {times}x | {n_rows:,} | {measure(CLEAN, folder)} | {measure(PANDAS, folder)} |",
                flush=True,
            )
        finally:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
