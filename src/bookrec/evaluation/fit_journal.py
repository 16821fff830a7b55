"""Finished fits of a search, kept so that an interrupted search does not repeat them.

One line for each: a checksum and the JSON of what was tried and how good it was. A line torn by a
kill, or damaged, is as good as absent.
"""

import json
import os
import zlib
from collections.abc import Mapping
from pathlib import Path

Changes = Mapping[str, float]


class FitJournal:
    """Scores by the settings they belong to, in a file."""

    def __init__(self, path: Path) -> None:
        """Read what an earlier run left; the file need not be there."""
        self.path = path
        self._scores: dict[str, float] = {}
        lines = path.read_bytes().splitlines() if path.exists() else []
        for line in lines:
            checksum, _, entry = line.partition(b" ")
            if checksum == _checksum(entry):
                changes, score = json.loads(entry)
                self._scores[_key(changes)] = score

    def get(self, changes: Changes) -> float | None:
        """Return the score of a finished fit, or None."""
        return self._scores.get(_key(changes))

    def put(self, changes: Changes, score: float) -> None:
        """Add a finished fit, on disk before this returns.

        Raises:
            OSError: If the disk refuses.
        """
        self._scores[_key(changes)] = score
        entry = json.dumps([changes, score]).encode()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("ab") as stream:
            # A line of its own even after one that was torn.
            stream.write(b"\n" + _checksum(entry) + b" " + entry + b"\n")
            stream.flush()
            os.fsync(stream.fileno())

    def remove(self) -> None:
        """Remove the file; the search is over."""
        self.path.unlink(missing_ok=True)


def _key(changes: Changes) -> str:
    return json.dumps(changes, sort_keys=True)


def _checksum(entry: bytes) -> bytes:
    return b"%08x" % zlib.crc32(entry)
