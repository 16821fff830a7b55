"""Files that are no text: Excel sheets are read, everything else is called what it is."""

import io
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from bookrec.errors import DataError
from bookrec.limits import MAX_HISTORY_ROWS, MAX_SHEET_BYTES

EXCEL = "an Excel workbook"
_HEADS = (
    (b"\xff\xd8\xff", "a JPEG photo"),
    (b"\x89PNG", "a PNG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "an RTF document"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"SQLite format 3", "a database"),
    (b"\x1f\x8b", "a packed file"),
    (b"7z\xbc\xaf", "a packed file"),
    (b"Rar!", "a packed file"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
)
_MEMBERS = (
    ("xl/workbook.xml", EXCEL),
    ("word/document.xml", "a Word document"),
    ("ppt/presentation.xml", "a PowerPoint file"),
    ("META-INF/container.xml", "an e-book"),
    ("content.xml", "a LibreOffice document"),
)
_MAX_ROWS = MAX_HISTORY_ROWS + 2
"""With the header; one more than allowed, so that a longer sheet is refused and not cut."""
_ZIP = b"PK\x03\x04"
_PHOTO_BRANDS = (b"heic", b"heix", b"mif1", b"avif")


def recognize(raw: bytes) -> str:
    """Say what a file is that is no text; "" for text.

    Args:
        raw: Its bytes.
    """
    if raw[:4] == b"RIFF" and raw[8:12] == b"WEBP":
        return "a WebP picture"
    if raw[4:8] == b"ftyp":
        return "a photo" if raw[8:12] in _PHOTO_BRANDS else "a video"
    if not raw.startswith(_ZIP):
        return next((kind for head, kind in _HEADS if raw.startswith(head)), "")
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return "a damaged packed file"
    return next((kind for member, kind in _MEMBERS if member in names), "a packed file")


def read_sheet(raw: bytes, path: Path) -> Iterator[tuple[str, list[str]]]:
    """Read the first sheet of an Excel workbook that holds anything.

    Args:
        raw: The workbook.
        path: For messages.

    Yields:
        "row N" and the cells of each row that is not blank, without blank cells at its end.

    Raises:
        DataError: If it cannot be read, or unpacks to more than any list of books.
    """
    # Only sheets need it, and it takes a fifth of a second to import.
    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            n_bytes = sum(member.file_size for member in archive.infolist())
        if n_bytes > MAX_SHEET_BYTES:
            raise DataError(f"{path}: unpacks to {n_bytes:,} bytes; save the list alone as CSV")
        workbook = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        for sheet in workbook.worksheets:
            rows = [
                (f"row {number}", cells)
                for number, row in enumerate(
                    islice(sheet.iter_rows(values_only=True), _MAX_ROWS), 1
                )
                if (cells := _cells(row))
            ]
            if rows:
                yield from rows
                return
    except DataError:
        raise
    # What a damaged workbook makes openpyxl raise is not documented: KeyError, ValueError, errors
    # of XML, zip and more.
    except Exception as error:
        raise DataError(
            f"{path}: this Excel file cannot be read ({error}); save it as CSV"
        ) from None


def _cells(row: tuple[Any, ...]) -> list[str]:
    cells = [_text(value) for value in row]
    while cells and not cells[-1].strip():
        cells.pop()
    return cells


def _text(value: object) -> str:
    if value is None:
        return ""
    return f"{value:g}" if isinstance(value, float) and abs(value) < 1e6 else str(value)
