"""Search for bytes that make a reader of files raise, hang, or swell; and time long hostile text.

`search` runs atheris, which follows the branches an input takes and varies the inputs that took
new ones; each target of `tests/hostile/targets.py` gets a process of its own. An input that breaks
a target is written to the working directory as `TARGET-crash-*`.
`growth` gives each target 1, 5 and 10 MB of one repeated piece and prints how processor time grows,
against growth in proportion: 1.0 is linear, 5.0 and 10.0 would be quadratic.

    pip install --group fuzz && python benchmarks/fuzz.py search --cases 25000
    python benchmarks/fuzz.py growth
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TESTS = Path(__file__).parent.parent / "tests"
sys.path.insert(0, str(TESTS))

SECONDS = 10
"""One case may take this long; most take well under a millisecond."""
MEGABYTES = 2048
STATISTICS = ("number_of_executed_units:", "cov:", "peak_rss_mb:")
SIZES = (1_000_000, 5_000_000, 10_000_000)


def search_one(name: str, cases: int, corpus: Path) -> None:
    """Fuzz one target; never returns."""
    import atheris

    with atheris.instrument_imports(include=["bookrec", "tomllib", "zipfile"]):
        from hostile.targets import attempt
    atheris.Setup(
        [
            sys.argv[0],
            f"-runs={cases}",
            f"-timeout={SECONDS}",
            f"-rss_limit_mb={MEGABYTES}",
            f"-dict={corpus.with_suffix('.words')}",
            f"-artifact_prefix={Path.cwd()}/{name}-",
            "-max_len=2000",
            "-print_final_stats=1",
            str(corpus),
        ],
        lambda data: attempt(name, data),
    )
    atheris.Fuzz()


def search(names: list[str], cases: int) -> bool:
    """Fuzz targets one after the other; whether all held."""
    from hostile.targets import SEEDS, WORDS

    print("| target | cases | branches | peak memory, MB | seconds | |")
    print("| --- | --: | --: | --: | --: | --- |")
    held = True
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            corpus = Path(folder) / "corpus"
            corpus.mkdir()
            (corpus / "seed").write_bytes(SEEDS[name])
            words = ("".join(f"\\x{byte:02x}" for byte in word.encode()) for word in WORDS[name])
            corpus.with_suffix(".words").write_text("".join(f'"{word}"\n' for word in words))
            command = [sys.executable, __file__, "one", name, str(cases), str(corpus)]
            started = time.monotonic()
            ran = subprocess.run(command, capture_output=True, text=True, check=False)
        held = held and ran.returncode == 0
        found = "held" if ran.returncode == 0 else f"BROKEN: {last_line_of_traceback(ran.stderr)}"
        cells = [name, *(statistic(ran.stderr, key) for key in STATISTICS)]
        cells += [f"{time.monotonic() - started:.0f}", found]
        print(f"| {' | '.join(cells)} |", flush=True)
        if ran.returncode:
            print(ran.stderr[-3000:], file=sys.stderr)
    return held


def statistic(log: str, name: str) -> str:
    """Return the last number after a name."""
    return log.rpartition(name)[2].split(maxsplit=1)[0] if name in log else "?"


def last_line_of_traceback(log: str) -> str:
    """Return the exception's line."""
    lines = [line for line in log.splitlines() if "Error" in line or "timeout" in line]
    return lines[0] if lines else "see stderr"


def growth(names: list[str]) -> bool:
    """Time long repetitions; whether time grows in proportion."""
    from hostile.targets import PIECES, attempt

    print("| target | repeated | 1 MB, s | 5 MB | 10 MB | more than in proportion |")
    print("| --- | --- | --: | --: | --: | --: |")
    linear = True
    for name in names:
        for piece in PIECES[name]:
            seconds = []
            for size in SIZES:
                data = piece * (size // len(piece))
                started = time.process_time()
                attempt(name, data)
                seconds.append(time.process_time() - started)
            excess = seconds[2] / seconds[0] / 10
            linear = linear and (excess < 2 or seconds[2] < 1)
            cells = [name, f"`{piece!r}`", *(f"{each:.2f}" for each in seconds), f"{excess:.1f}"]
            print(f"| {' | '.join(cells)} |", flush=True)
    return linear


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("command", choices=["search", "growth", "one"])
    parser.add_argument("rest", nargs="*", help="targets; all where none is named")
    parser.add_argument("--cases", type=int, default=25_000, help="for each target")
    arguments = parser.parse_args()
    if arguments.command == "one":
        name, cases, corpus = arguments.rest
        search_one(name, int(cases), Path(corpus))
    from hostile.targets import TARGETS

    names = arguments.rest or [*TARGETS]
    held = search(names, arguments.cases) if arguments.command == "search" else growth(names)
    sys.exit(not held)


if __name__ == "__main__":
    main()
