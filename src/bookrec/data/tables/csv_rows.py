"""Rows of a CSV file that may be damaged: every row is read, or logged with its line and reason.

Built on the strict reader of the standard library, which finds an unclosed quote at the next
quote; the lines it has swallowed until then are put back and read again as rows of their own.
"""

import csv
import os
from collections import deque
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from bookrec.data.tables.rowlog import RowLog
from bookrec.errors import DataError
from bookrec.limits import MAX_FIELD, MAX_LINE, MAX_RAW_FILE_BYTES

Row = tuple[int, list[str]]
csv.field_size_limit(MAX_FIELD)
_UTF8 = ("utf-8-sig", "surrogateescape")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class CsvRows:
    """The rows of one CSV file, each with the number of its first line.

    Attributes:
        header: Column names as written.
    """

    def __init__(self, path: Path, *, multiline: bool, dropped: RowLog, repaired: RowLog) -> None:
        """Open a file and read its header.

        Args:
            path: The file: UTF-8 with or without byte order mark, UTF-16 with it, or
                Windows-1252; any line ends.
            multiline: Whether a quoted field may hold line breaks. Where it may not, a line break
                inside quotes proves an unclosed quote.
            dropped: Receives rows that cannot be read.
            repaired: Receives rows that were read only after a repair.

        Raises:
            DataError: If the file cannot be opened, is empty or too large.
        """
        self._file = path.name
        self._multiline = multiline
        self._dropped = dropped
        self._repaired = repaired
        self._lines = _RereadableLines(self._decoded_lines(path))
        try:
            self.header = next(csv.reader(self._lines), [])
        except csv.Error as error:
            raise DataError(f"{path}: not a CSV file ({error}); download it again") from error
        if not any(name.strip() for name in self.header):
            raise DataError(f"{path}: the file is empty; download it again or remove it")

    def __iter__(self) -> Iterator[Row]:
        """Go through the rows below the header; blank lines are no rows.

        Raises:
            DataError: If a line is too long for a CSV file.
        """
        lines, n_columns = self._lines, len(self.header)
        reader = csv.reader(lines, strict=True)
        while True:
            lines.start_record()
            try:
                fields = next(reader)
            except StopIteration:
                return
            except csv.Error:
                fields = None
            is_complete = fields is not None and len(fields) == n_columns
            if fields is not None and is_complete and (self._multiline or len(lines.record) == 1):
                yield lines.first_number, fields
            elif lines.record[0].strip():
                lines.keep_only_first_of_record()
                reader = csv.reader(lines, strict=True)
                yield from self._rescued(is_quote_broken=fields is None)

    def _rescued(self, *, is_quote_broken: bool) -> Iterator[Row]:
        """Read a broken record's first line leniently; log it if that does not help."""
        number, line = self._lines.first_number, self._lines.record[0]
        try:
            fields = next(csv.reader([line]), [])
        except csv.Error:
            self._dropped.add(
                f"a field of more than {MAX_FIELD:,} characters", self._file, number, line.strip()
            )
            return
        if len(fields) == len(self.header):
            self._repaired.add("stray quote", self._file, number, line.strip())
            yield number, fields
        else:
            is_quote_broken = is_quote_broken or line.count('"') % 2 == 1
            reason = "unclosed quote" if is_quote_broken else "wrong number of columns"
            self._dropped.add(reason, self._file, number, line.strip())

    def _decoded_lines(self, path: Path) -> Iterator[str]:
        try:
            with path.open("rb") as file:
                is_utf16 = file.read(2) in _UTF16_MARKS
                size = os.fstat(file.fileno()).st_size
            if size > MAX_RAW_FILE_BYTES:
                raise DataError(
                    f"{path}: larger than {MAX_RAW_FILE_BYTES / 2**30:.0f} GiB; split it"
                )
            encoding, errors = ("utf-16", "replace") if is_utf16 else _UTF8
            with path.open(encoding=encoding, errors=errors, newline=None) as file:
                lines = iter(partial(file.readline, MAX_LINE), "")
                for number, line in enumerate(lines, start=1):
                    if len(line) == MAX_LINE:
                        raise DataError(f"{path}: line {number} is too long for a CSV file")
                    plain = self._without_nul(line, number) if "\0" in line else line
                    yield plain if plain.isascii() else self._recoded(plain, number)
        except OSError as error:
            raise DataError(f"{path}: cannot be read ({error.strerror}); check the file") from error

    def _without_nul(self, line: str, number: int) -> str:
        plain = line.replace("\0", "")
        (self._repaired if plain.strip() else self._dropped).add("NUL bytes", self._file, number)
        return plain

    def _recoded(self, line: str, number: int) -> str:
        """Read a line as Windows-1252 if it was not UTF-8."""
        try:
            line.encode()
        except UnicodeEncodeError:
            self._repaired.add("not UTF-8, read as Windows-1252", self._file, number)
            raw = line.encode(errors="surrogateescape")
            return raw.decode("cp1252", errors="replace")
        return line


class _RereadableLines:
    """Lines that remember the record they belong to, so that a wrong record can be undone.

    Attributes:
        record: Lines read since the record started.
        first_number: Line number of the record's first line.
    """

    def __init__(self, source: Iterator[str]) -> None:
        self._source = source
        self._put_back: deque[str] = deque()
        self.record: list[str] = []
        self.first_number = 1

    def __iter__(self) -> "_RereadableLines":
        return self

    def __next__(self) -> str:
        line = self._put_back.popleft() if self._put_back else next(self._source)
        self.record.append(line)
        return line

    def start_record(self) -> None:
        self.first_number += len(self.record)
        self.record.clear()

    def keep_only_first_of_record(self) -> None:
        self._put_back.extendleft(reversed(self.record[1:]))
        del self.record[1:]
