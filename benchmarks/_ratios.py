"""How a benchmark tells the gate how many times as fast as its named alternative it was."""

import re

_LINE = re.compile(r"^ratio: (.+?) is ([\d.]+) times as fast as (.+)$", re.MULTILINE)


def print_ratio(name: str, seconds: float, alternative: str, alternative_seconds: float) -> None:
    """Print the line that `read_ratios` reads."""
    print(f"ratio: {name} is {alternative_seconds / seconds:.2f} times as fast as {alternative}")


def read_ratios(printed: str) -> dict[str, float]:
    """Return the ratios that a benchmark printed, by what was measured against what."""
    return {f"{name} / {other}": float(value) for name, value, other in _LINE.findall(printed)}
