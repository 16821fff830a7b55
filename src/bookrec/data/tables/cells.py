"""Cells of own tables, whatever their type, as clean values; what cannot be used is counted."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from bookrec.data.tables.rowlog import RowLog
from bookrec.data.text.clean import clean_name
from bookrec.data.text.values import parse_list, parse_number

Rows = Sequence[int]
_TRUE = frozenset({"true", "yes", "1", "1.0"})


@dataclass
class Cells:
    """The columns of one table, read one by one.

    Attributes:
        frame: The table as it came, columns by their documented names.
        table: What its rows are of, for the log.
        rows: Number of each row, as it is to be named.
        emptied: Receives values that are none: the cell is left empty, the row stays.
    """

    frame: pd.DataFrame
    table: str
    rows: Rows
    emptied: RowLog = field(default_factory=RowLog)

    def texts(self, name: str) -> list[str]:
        """Return a column as texts, "" where there is none."""
        if name not in self.frame:
            return [""] * len(self.frame)
        return [cell_text(value) for value in self.frame[name]]

    def lists(self, name: str) -> list[list[str]]:
        """Return a column as lists of clean texts without repeats."""
        if name not in self.frame:
            return [[] for _ in range(len(self.frame))]
        return [_items(value) for value in self.frame[name]]

    def flags(self, name: str) -> list[bool]:
        """Return a column as truth values."""
        return [text.casefold() in _TRUE for text in self.texts(name)]

    def read(self, name: str, parse: Callable[[str], Any]) -> list[Any]:
        """Parse a column; a text that means nothing is counted, and becomes None."""
        values = []
        for row, text in zip(self.rows, self.texts(name), strict=True):
            value = parse(text) if text.strip() else None
            if value is None and text.strip():
                self.emptied.add(f"{name} not usable: left empty", self.table, int(row), text)
            values.append(value)
        return values

    def numbers(self, name: str, smallest: float, largest: float) -> list[float | None]:
        """Read a column of numbers; None where there is none, or one out of range."""
        return self.read(name, lambda text: parse_number(text, smallest=smallest, largest=largest))


def cell_text(value: object) -> str:
    """Return one cell as text; whole numbers that became floats are whole again."""
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, float | np.floating):
        if np.isnan(value):
            return ""
        return str(int(value)) if float(value).is_integer() else str(value)
    return value if isinstance(value, str) else str(value)


def _items(value: object) -> list[str]:
    if isinstance(value, list | tuple | set | np.ndarray):
        texts: Iterable[str] = [cell_text(item) for item in value]
    else:
        text = cell_text(value).strip()
        texts = parse_list(text) if text.startswith("[") else text.split("|")
    return list(dict.fromkeys(name for name in map(clean_name, texts) if name))
