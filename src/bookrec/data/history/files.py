"""A reader's file to rows of named cells, whatever its kind, encoding and separator."""

import csv
import io
import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from bookrec.data.history.other_files import EXCEL, read_sheet, recognize
from bookrec.errors import DataError, NotFoundError
from bookrec.limits import MAX_HISTORY_BYTES, MAX_HISTORY_ROWS

_SEPARATORS = ",\t;"

Row = dict[str, str]
"""Cells by lower-case column name, without surrounding spaces."""


class BadRow(NamedTuple):
    """A row that could not be used.

    Attributes:
        where: "line 12", or "item 12" of a JSON list.
        reason: One line.
    """

    where: str
    reason: str


class Table(NamedTuple):
    """A file's rows.

    Attributes:
        columns: Lower-case column names, in the file's order.
        rows: Place and cells; cells that the file leaves out at a row's end are missing.
        bad_rows: Rows that are no rows.
        header: The first line's cells as written; none in a JSON file.
    """

    columns: list[str]
    rows: list[tuple[str, Row]]
    bad_rows: list[BadRow]
    header: tuple[str, ...] = ()


def read_table(path: Path) -> Table:
    """Read a CSV, TSV, JSON or Excel file.

    Args:
        path: At most 20 MB and 100,000 rows; text in UTF-8, UTF-16 or Windows-1252.

    Returns:
        Its rows; of a JSON file, a list of objects, the keys of all objects are the columns.

    Raises:
        NotFoundError: If there is no such file.
        DataError: If it cannot be read, is too large, or holds no table.
    """
    raw = _read_bytes(path)
    kind = recognize(raw)
    if kind == EXCEL:
        return _to_table(read_sheet(raw, path), path, [])
    if kind:
        raise DataError(
            f"{path}: is {kind}, no list of books; save it as CSV, or export it from where you rate"
        )
    text = _decode(raw).replace("\0", "")
    if text.lstrip().startswith(("[", "{")):
        return _read_json(text, path)
    return _read_csv(text, path)


def _read_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_HISTORY_BYTES + 1)
    except FileNotFoundError:
        raise NotFoundError(f"{path}: no such file; check the path") from None
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror})") from None
    if len(raw) > MAX_HISTORY_BYTES:
        raise DataError(
            f"{path}: larger than {MAX_HISTORY_BYTES // 10**6} MB; split it or cut columns"
        )
    return raw


def _decode(raw: bytes) -> str:
    """Decode by byte order mark, else as UTF-8, else as Windows-1252, which never fails here."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    if raw[1:2] == b"\0":  # UTF-16 without a mark; the header is ASCII
        return raw.decode("utf-16-le", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _read_csv(text: str, path: Path) -> Table:
    bad_rows: list[BadRow] = []
    return _to_table(_records(text, path, bad_rows), path, bad_rows)


def _to_table(
    records: Iterator[tuple[str, list[str]]], path: Path, bad_rows: list[BadRow]
) -> Table:
    """Take the first record for the header.

    Args:
        records: Place and cells of each, not all of them blank.
        path: For messages.
        bad_rows: What is noted while the records are read, and here.
    """
    _, header = next(records, ("", []))
    columns = [name.strip().lower() for name in header]
    if not columns:
        raise DataError(f"{path}: empty; expected a header line with a title column")
    rows: list[tuple[str, Row]] = []
    for number, (where, cells) in enumerate(records, start=1):
        _check_length(number, path)
        if len(cells) > len(columns):
            reason = f"{len(cells)} cells for {len(columns)} columns; quote cells that hold commas"
            bad_rows.append(BadRow(where, reason))
        else:
            rows.append((where, dict(zip(columns, map(str.strip, cells), strict=False))))
    return Table(columns, rows, bad_rows, tuple(header))


def _records(text: str, path: Path, bad_rows: list[BadRow]) -> Iterator[tuple[str, list[str]]]:
    """Yield the place and cells of each record that is not blank; note broken ones."""
    separator = max(_SEPARATORS, key=text.lstrip().partition("\n")[0].count)
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=separator,
        # LibraryThing's tab-separated file does not quote: there a quotation mark is a letter.
        quoting=csv.QUOTE_NONE if separator == "\t" else csv.QUOTE_MINIMAL,
        strict=True,
    )
    for number in itertools.count():  # 0 is the header
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            swallowed = reader.line_num - line
            lost = f"; {swallowed} more lines are lost with it" if swallowed > 0 else ""
            bad_rows.append(BadRow(f"line {line}", f"{error}{lost}"))
            cells = []
        _check_length(number, path)  # broken records count, too
        if any(cell.strip() for cell in cells):
            yield f"line {line}", cells


def _read_json(text: str, path: Path) -> Table:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path}: no valid JSON ({error}); expected a list of books") from None
    items = content.get("books", content) if isinstance(content, dict) else content
    if isinstance(items, dict) and all(isinstance(item, dict) for item in items.values()):
        items = list(items.values())  # LibraryThing's: books by their numbers
    if not isinstance(items, list):
        raise DataError(f'{path}: expected a JSON list of books, or {{"books": [...]}}')
    _check_length(len(items), path)
    table = Table([], [], [])
    for number, item in enumerate(items, start=1):
        if isinstance(item, dict):
            row = {str(key).strip().lower(): _cell(value) for key, value in item.items()}
            table.rows.append((f"item {number}", row))
        else:
            table.bad_rows.append(BadRow(f"item {number}", "not an object with title and rating"))
    table.columns.extend(dict.fromkeys(name for _, row in table.rows for name in row))
    return table


def _check_length(n_rows: int, path: Path) -> None:
    if n_rows > MAX_HISTORY_ROWS:
        raise DataError(f"{path}: more than {MAX_HISTORY_ROWS:,} rows; split it")


def _cell(value: object) -> str:
    """A JSON value as the cell of a table; lists become comma-separated."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return ", ".join(map(_cell, value))
    return "" if value is None else str(value).strip()
