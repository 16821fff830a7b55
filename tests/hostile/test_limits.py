"""What is too large is refused with a line that says so."""

from pathlib import Path

import pytest

from bookrec.data.tables import csv_rows
from bookrec.data.tables.csv_rows import CsvRows
from bookrec.data.tables.rowlog import RowLog
from bookrec.errors import ConfigError, DataError
from bookrec.limits import MAX_FIELD, MAX_SETTINGS_BYTES
from bookrec.settings import load_settings

HEADER = "ID,Name,Rating\n"


def read(path: Path, text: str) -> tuple[list[str], RowLog]:
    """Ids of the rows that can be read, and what was dropped."""
    path /= "ratings.csv"
    path.write_text(HEADER + text, encoding="utf-8")
    dropped = RowLog()
    rows = CsvRows(path, multiline=False, dropped=dropped, repaired=RowLog())
    return [fields[0] for _, fields in rows], dropped


def test_a_field_may_have_so_many_characters_and_no_more(tmp_path: Path) -> None:
    rows = "".join(f"{n},{'x' * length},liked it\n" for n, length in enumerate([MAX_FIELD, 1]))
    assert read(tmp_path, rows)[0] == ["0", "1"]
    rows = f"0,{'x' * (MAX_FIELD + 1)},liked it\n1,Dune,liked it\n"
    ids, dropped = read(tmp_path, rows)
    assert ids == ["1"]
    ((reason, found),) = dropped.to_dict().items()
    assert reason == "a field of more than 131,072 characters"
    assert found["examples"][0]["line"] == 2


def test_an_endless_line_is_no_csv_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_rows, "MAX_LINE", 100)
    with pytest.raises(DataError, match="line 3 is too long"):
        read(tmp_path, "1,Dune,liked it\n" + "x" * 101)


def test_a_huge_raw_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "ratings.csv"
    with path.open("wb") as file:
        file.truncate(5 * 2**30)  # holds no bytes on disk
    with pytest.raises(DataError, match="larger than 4 GiB"):
        CsvRows(path, multiline=False, dropped=RowLog(), repaired=RowLog())


def test_a_huge_settings_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("bookrec.toml").write_text("#" * (MAX_SETTINGS_BYTES + 1), encoding="utf-8")
    with pytest.raises(ConfigError, match="larger than 64 kB"):
        load_settings({})
