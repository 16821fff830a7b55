"""Rows that could not be used as they stood: counted by reason, with the first few places."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

EXAMPLES_KEPT = 5


@dataclass(frozen=True)
class RowPlace:
    """Where a row stood.

    Attributes:
        file: File name.
        line: Line number, from 1; the header is line 1.
        detail: The offending value, shortened; may be empty.
    """

    file: str
    line: int
    detail: str


@dataclass
class RowLog:
    """Rows by reason and file.

    Attributes:
        counts: Number of rows for each reason and file name.
        examples: The first few places for each reason.
    """

    counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    examples: dict[str, list[RowPlace]] = field(default_factory=lambda: defaultdict(list))

    def add(self, reason: str, file: str, line: int, detail: str = "") -> None:
        """Count one row."""
        self.counts[reason][file] += 1
        if len(self.examples[reason]) < EXAMPLES_KEPT:
            self.examples[reason].append(RowPlace(file, line, detail[:80]))

    def extend(self, other: "RowLog") -> None:
        """Add the rows of another log, which come after these."""
        for reason, counts in other.counts.items():
            self.counts[reason].update(counts)
            self.examples[reason] += other.examples[reason]
            del self.examples[reason][EXAMPLES_KEPT:]

    def n_rows(self, reason: str | None = None) -> int:
        """Count rows of one reason, or of all."""
        reasons = self.counts if reason is None else [reason]
        return sum(self.counts[name].total() for name in reasons if name in self.counts)

    def to_dict(self) -> dict[str, Any]:
        """Turn into JSON-able data, reasons with most rows first."""
        ordered = sorted(self.counts, key=lambda reason: (-self.n_rows(reason), reason))
        return {
            reason: {
                "rows": self.n_rows(reason),
                "files": dict(sorted(self.counts[reason].items())),
                "examples": [vars(place) for place in self.examples[reason]],
            }
            for reason in ordered
        }
