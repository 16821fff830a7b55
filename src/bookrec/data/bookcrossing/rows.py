"""Rows of the published files: semicolons, quotes, backslashes, Latin-1."""

import csv
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from bookrec.data.tables.rowlog import RowLog
from bookrec.errors import DataError
from bookrec.limits import MAX_LINE, MAX_RAW_FILE_BYTES

Row = tuple[int, list[str]]


def read_rows(path: Path, columns: Sequence[str], dropped: RowLog) -> Iterator[Row]:
    """Go through the rows of a file, one line each; nothing but the line is held.

    Args:
        path: The file.
        columns: Names of the columns that are wanted.
        dropped: Receives lines with another number of columns than the header.

    Yields:
        Line number and the wanted columns.

    Raises:
        DataError: If the file cannot be read, or lacks a column.
    """
    try:
        if path.stat().st_size > MAX_RAW_FILE_BYTES:
            raise DataError(f"{path}: larger than {MAX_RAW_FILE_BYTES / 2**30:.0f} GiB; split it")
        with path.open(encoding="latin-1", newline="") as file:
            lines = enumerate(iter(partial(file.readline, MAX_LINE), ""), start=1)
            header = _fields(next(lines, (1, ""))[1]) or []
            missing = [name for name in columns if name not in header]
            if missing:
                raise DataError(
                    f"{path}: no column {' or '.join(missing)} in the first line; is it the "
                    "published file of Book-Crossing, with semicolons?"
                )
            wanted = [header.index(name) for name in columns]
            for number, line in lines:
                fields = _fields(line)
                if fields is not None and len(fields) == len(header):
                    yield number, [fields[place] for place in wanted]
                elif line.strip():
                    dropped.add("wrong number of columns", path.name, number, line.strip())
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}); check the file") from error


def _fields(line: str) -> list[str] | None:
    try:
        return next(csv.reader([line.replace("\0", "")], delimiter=";", escapechar="\\"), None)
    except csv.Error:
        return None
