"""Compressed lines of JSON as a stream: one line is held at a time."""

import gzip
import json
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from bookrec.data.tables.rowlog import RowLog
from bookrec.errors import DataError
from bookrec.limits import MAX_LINE

_DAMAGE = (EOFError, gzip.BadGzipFile, zlib.error)


def read_json_lines(path: Path, dropped: RowLog) -> Iterator[tuple[int, dict[str, Any]]]:
    """Go through the objects of a file.

    Args:
        path: A .json.gz file, one object a line.
        dropped: Receives lines that are no JSON object.

    Yields:
        Line number and object.

    Raises:
        DataError: If the file cannot be read, is cut off or damaged, or a line is too long.
    """
    number = 0
    try:
        with gzip.open(path, "rt", encoding="utf-8", errors="replace") as file:
            for number, line in enumerate(iter(partial(file.readline, MAX_LINE), ""), start=1):
                if len(line) == MAX_LINE:
                    raise DataError(f"{path}: line {number} is too long; download it again")
                document = _object(line)
                if document is not None:
                    yield number, document
                elif line.strip():
                    dropped.add("no JSON object", path.name, number, line.strip())
    except _DAMAGE as error:
        raise DataError(
            f"{path}: cut off or damaged after line {number}; download it again"
        ) from error
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}); check the file") from error


def _object(line: str) -> dict[str, Any] | None:
    try:
        document = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None
