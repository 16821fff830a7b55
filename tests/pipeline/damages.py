"""One damage after the other to the artifacts, and whether each is found."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bookrec.errors import ArtifactError
from bookrec.storage.artifacts import LATEST, open_latest, verify

SMALL = 200
"""Bytes up to which each is damaged."""


@dataclass(frozen=True)
class Damaged:
    """A file that was damaged, and what went wrong then."""

    path: Path
    problem: str


def damage_often(
    artifacts: Path, stage: str, n_sampled: int, rng: np.random.Generator
) -> Iterator[Damaged]:
    """Damage each file of a stage's newest result in many ways, and mend it again."""
    for path in newest_files(artifacts, stage):
        good = path.read_bytes()
        for content in damages(good, n_sampled, rng):
            put(path, content)
            yield Damaged(path, _problem_of_check(artifacts, stage))
        path.write_bytes(good)


def _problem_of_check(artifacts: Path, stage: str) -> str:
    try:
        verify(open_latest(artifacts, stage))
    except ArtifactError as error:
        cure = re.search(rf"run `bookrec ({stage} --force|run-all)`", str(error))
        return "" if cure else f"no cure is named: {error}"
    return "not found"


def newest_files(artifacts: Path, stage: str) -> list[Path]:
    """List a stage's pointer and the files of its newest result."""
    folder = open_latest(artifacts, stage).folder
    return [artifacts / stage / LATEST, *sorted(folder.iterdir())]


def damages(good: bytes, n_sampled: int, rng: np.random.Generator) -> Iterator[bytes | None]:
    """Flip a bit in each byte of a small file and in a sample of a large one; cut; remove."""
    n = len(good)
    sampled = {*range(20), *range(n - 20, n), *rng.integers(n, size=n_sampled).tolist()}
    for position in range(n) if n <= SMALL else sorted(sampled):
        yield flip(good, position, 1 << int(rng.integers(8)))
    yield from (good[:-1], good[: n // 2], b"", good + b"\n", None)


def flip(good: bytes, position: int, bit: int) -> bytes:
    """Flip one bit."""
    bad = bytearray(good)
    bad[position] ^= bit
    return bytes(bad)


def put(path: Path, content: bytes | None) -> None:
    """Replace a file, or remove it."""
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
