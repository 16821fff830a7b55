"""Refuse what has become slower: ratios of this run against the committed ones.

Seconds differ between machines; how many times as fast as a named alternative in the same run does
so much less. A ratio that is 15 % below the committed one fails. By hand, before a release, on a
quiet machine:

    python benchmarks/gate.py --artifacts-dir artifacts
    python benchmarks/gate.py --artifacts-dir artifacts --record    # keep these as the new ones
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

from _ratios import read_ratios

COMMITTED = Path(__file__).with_name("ratios.json")
BENCHMARKS = ("process", "recommend", "match", "score")
LEAST = 0.85
"""Part of a committed ratio that must be reached."""


def measure(artifacts_dir: Path) -> dict[str, float]:
    """Run the benchmarks that print ratios."""
    ratios: dict[str, float] = {}
    for name in BENCHMARKS:
        script = Path(__file__).with_name(f"{name}.py")
        command = [sys.executable, str(script), "--artifacts-dir", str(artifacts_dir)]
        finished = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        ratios |= read_ratios(finished.stdout)
    return ratios


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--artifacts-dir", type=Path, default=Path("artifacts"))
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    ratios = measure(options.artifacts_dir)
    if options.record:
        COMMITTED.write_text(json.dumps(ratios, indent=1) + "\n", encoding="utf-8")
        return
    committed = json.loads(COMMITTED.read_text(encoding="utf-8"))
    slower = []
    print("| measured / alternative | committed | now |\n| --- | --: | --: |")
    for name, before in committed.items():
        now = ratios.get(name, 0.0)
        print(f"| {name} | {before:.2f} | {now:.2f} |")
        if now < LEAST * before:
            slower.append(name)
    if slower:
        sys.exit(f"slower than committed: {', '.join(slower)}")


if __name__ == "__main__":
    main()
