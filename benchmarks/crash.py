"""Kills, refusing disks and damaged files, more of them than the tests have time for.

`kills`: `run-all` on the sample of the tests is killed at random moments in every stage and started
again each time. `refusals`: on a tiny catalogue, each write, rename and
flush of every stage is refused once, with a disk that is full from then on and with one that fails
once. The alternative, in the same table, is the run that nothing disturbs: what is left must be the
same, bit for bit, and `recommend` must answer from the previous results all the while. `damages`:
bits of the sample's artifacts are flipped, files cut and removed; each must be found, and the
command named that repairs it.

    python benchmarks/crash.py kills --per-stage 12
    python benchmarks/crash.py refusals
    python benchmarks/crash.py damages
"""

import argparse
import errno
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.pipeline.campaigns import Struck, kill_often, prepare_ground, refuse_changes  # noqa: E402
from tests.pipeline.damages import damage_often  # noqa: E402
from tests.pipeline.runs import STAGES, Command, build_faults, stage_of  # noqa: E402
from tests.pipeline.tiny import write_tiny_project  # noqa: E402
from tests.sample import sample_folder  # noqa: E402

N_DAMAGES = 200
"""Flipped bits in each file, beside its first and last bytes."""
ERRORS = {errno.errorcode[error]: error for error in (errno.ENOSPC, errno.EIO)}


def report(what: str, runs: Iterable[Struck]) -> None:
    """Print one row for each stage, and every problem."""
    struck = list(runs)
    counts = Counter(stage_of(each.event) for each in struck)
    by_stage = ", ".join(f"{stage} {counts[stage]}" for stage in STAGES if counts[stage])
    problems = [(each.event, problem) for each in struck for problem in each.problems]
    n_struck = sum(counts[stage] for stage in STAGES)
    print(f"| {what} | {n_struck} | {by_stage} | {len(problems)} |", flush=True)
    for event, problem in problems:
        print(f"    {event}: {problem}", file=sys.stderr)


def report_damages(artifacts: Path, seed: int) -> None:
    """Print one row, and every problem."""
    rng = np.random.default_rng(seed)
    damaged = [each for stage in STAGES for each in damage_often(artifacts, stage, N_DAMAGES, rng)]
    problems = [each for each in damaged if each.problem]
    n_files = len({each.path for each in damaged})
    print(f"| damages | {len(damaged)} | {n_files} files | {len(problems)} |", flush=True)
    for each in problems:
        print(f"    {each.path}: {each.problem}", file=sys.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["kills", "refusals", "damages"])
    parser.add_argument("--per-stage", type=int, default=12, help="Kills in each stage.")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--errors", nargs="+", choices=ERRORS, default=[*ERRORS])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        faults = build_faults(folder)
        if faults is None:
            sys.exit("the faults need Linux and a C compiler")
        (folder / "work").mkdir()
        if options.what == "refusals":
            write_tiny_project(folder / "work")
        else:
            shutil.copytree(sample_folder(), folder / "work" / "data")
        print("| what | runs | stages | problems |")
        print("| --- | --: | --- | --: |", flush=True)
        with Command(folder / "work", faults) as command:
            ground = prepare_ground(command, folder / "ground")
            if options.what == "damages":
                report_damages(ground.done, options.seed)
                return
            if options.what == "kills":
                killed = kill_often(
                    command, ground, folder / "killed", options.per_stage, options.seed
                )
                report("SIGKILL", killed)
                return
            every = range(len(ground.events))
            for name in options.errors:
                refused = (
                    struck
                    for stage in STAGES
                    for struck in refuse_changes(
                        command, ground, folder, stage, ERRORS[name], every
                    )
                )
                report(name, refused)


if __name__ == "__main__":
    main()
