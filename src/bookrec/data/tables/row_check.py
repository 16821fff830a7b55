"""Rows that cannot be used: every one counted, the first hundred named."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bookrec.data.tables.rowlog import RowLog
from bookrec.errors import DataError

MAX_NAMED = 100
_MAX_DETAIL = 40


class BadRow(NamedTuple):
    """A row that cannot be used.

    Attributes:
        row: Its line in a file, or its number in a frame, from 0.
        reason: Why not.
        value: What stands there; may be empty.
    """

    row: int
    reason: str
    value: str

    def __str__(self) -> str:
        """Name the row in a few words."""
        return f"row {self.row}: {self.reason}" + (f" ({self.value})" if self.value else "")


class RowCheck:
    """Finds out which rows of one table can be used; the first reason of a row counts.

    Attributes:
        table: What the rows are of: "books", or a file's name.
        is_good: Rows without a reason against them so far, shape (n_rows,).
        dropped: The bad rows by reason.
    """

    def __init__(self, table: str, rows: NDArray[np.int64]) -> None:
        """Begin with all rows good.

        Args:
            table: What the rows are of.
            rows: Number of each row, as it is to be named, shape (n_rows,).
        """
        self.table = table
        self.rows = rows
        self.is_good = np.ones(len(rows), dtype=bool)
        self.dropped = RowLog()
        self._named: list[BadRow] = []

    def refuse(
        self,
        is_bad: NDArray[np.bool_],
        reason: str,
        value_of: Callable[[int], object] = lambda position: "",
    ) -> None:
        """Note rows as bad.

        Args:
            is_bad: Shape (n_rows,).
            reason: Why.
            value_of: Returns what stands in a row, by position.
        """
        found = np.flatnonzero(is_bad & self.is_good).tolist()
        for position in found:
            value = " ".join(str(value_of(position)).split())[:_MAX_DETAIL]
            row = int(self.rows[position])
            self.dropped.add(reason, self.table, row, value)
            if len(self._named) < MAX_NAMED:
                self._named.append(BadRow(row, reason, value))
        self.is_good[found] = False

    @property
    def named(self) -> list[BadRow]:
        """Bad rows in order, at most a hundred."""
        return sorted(self._named)


def require_good_rows(checks: Iterable[RowCheck]) -> None:
    """Refuse tables with bad rows.

    Raises:
        DataError: Counts them and names up to a hundred, each with its reason.
    """
    bad = [check for check in checks if check.dropped.n_rows()]
    if not bad:
        return
    parts = []
    left = MAX_NAMED
    for check in bad:
        n_rows, named = check.dropped.n_rows(), check.named[:left]
        left -= len(named)
        more = f"; and {n_rows - len(named)} more" if n_rows > len(named) else ""
        listed = "; ".join(map(str, named)) + more
        parts.append(f"{check.table}: {n_rows} unusable row{'s' * (n_rows > 1)}: {listed}")
    raise DataError(". ".join(parts) + ". Mend them, or leave them out with bad_rows='drop'")
