"""Damaged CSV files: every row is read or logged with its line."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookrec.data.tables.csv_rows import CsvRows
from bookrec.data.tables.rowlog import RowLog
from bookrec.errors import DataError

HEADER = b"ID,Name,Rating\n"


def read(path: Path, raw: bytes, *, multiline: bool = False) -> tuple[list, RowLog, RowLog]:
    path = path / "ratings.csv"
    path.write_bytes(raw)
    dropped, repaired = RowLog(), RowLog()
    rows = CsvRows(path, multiline=multiline, dropped=dropped, repaired=repaired)
    return list(rows), dropped, repaired


@pytest.mark.parametrize(
    "raw",
    [
        HEADER + b'1,Dune,liked it\n2,"Emma, a novel",it was ok\n',
        HEADER.replace(b"\n", b"\r\n") + b'1,Dune,liked it\r\n2,"Emma, a novel",it was ok\r\n',
        b"\xef\xbb\xbf" + HEADER + b'1,Dune,liked it\n2,"Emma, a novel",it was ok',
        HEADER + b'\n1,Dune,liked it\n\n   \n2,"Emma, a novel",it was ok\n\n',
        (HEADER + b'1,Dune,liked it\n2,"Emma, a novel",it was ok\n').decode().encode("utf-16"),
    ],
    ids=["lf", "crlf", "bom, no last line end", "blank lines", "utf-16"],
)
def test_harmless_variants(tmp_path: Path, raw: bytes) -> None:
    rows, dropped, repaired = read(tmp_path, raw)
    assert [fields for _, fields in rows] == [
        ["1", "Dune", "liked it"],
        ["2", "Emma, a novel", "it was ok"],
    ]
    assert not dropped.n_rows()
    assert not repaired.n_rows()


def test_an_unclosed_quote_costs_its_own_row_alone(tmp_path: Path) -> None:
    raw = HEADER + (
        b'1,Dune,liked it\n2,"Emma, it was ok\n3,It,liked it\n'
        b'4,"Mort (Discworld, #4)",liked it\n5,We,liked it\n'
    )
    rows, dropped, _ = read(tmp_path, raw)
    assert [(number, fields[1]) for number, fields in rows] == [
        (2, "Dune"),
        (4, "It"),
        (5, "Mort (Discworld, #4)"),
        (6, "We"),
    ]
    assert dropped.to_dict() == {
        "unclosed quote": {
            "rows": 1,
            "files": {"ratings.csv": 1},
            "examples": [{"file": "ratings.csv", "line": 3, "detail": '2,"Emma, it was ok'}],
        }
    }


def test_an_unclosed_quote_in_a_file_with_line_breaks_in_texts(tmp_path: Path) -> None:
    raw = (
        b'id,title,text\n1,Dune,"First line.\nSecond line."\n'
        b'2,"Emma,no end\n3,"It","A text.\nMore."\n'
    )
    rows, dropped, _ = read(tmp_path, raw, multiline=True)
    assert rows == [
        (2, ["1", "Dune", "First line.\nSecond line."]),
        (5, ["3", "It", "A text.\nMore."]),
    ]
    assert dropped.counts == {"unclosed quote": {"ratings.csv": 1}}


def test_an_unclosed_quote_that_swallows_the_rest_of_a_large_file(tmp_path: Path) -> None:
    # More text than the CSV reader's limit for one field, without another quote.
    lines = b"".join(b"%d,Dune,liked it\n" % number for number in range(20_000))
    rows, dropped, _ = read(tmp_path, HEADER + b'1,"Emma,liked it\n' + lines)
    assert len(rows) == 20_000
    assert rows[0][0] == 3
    assert dropped.counts == {"unclosed quote": {"ratings.csv": 1}}


@pytest.mark.parametrize("last", [b"3,Du", b'3,"Dun', b'3,"Dune"'])
def test_truncated_last_line(tmp_path: Path, last: bytes) -> None:
    rows, dropped, _ = read(tmp_path, HEADER + b"1,It,liked it\n2,We,liked it\n" + last)
    assert [number for number, _ in rows] == [2, 3]
    assert dropped.n_rows() == 1
    assert next(iter(dropped.examples.values()))[0].line == 4


def test_wrong_number_of_columns(tmp_path: Path) -> None:
    rows, dropped, _ = read(tmp_path, HEADER + b"1,It\n2,We,liked it,x\n3,Mort,liked it\n")
    assert [fields[0] for _, fields in rows] == ["3"]
    assert dropped.counts == {"wrong number of columns": {"ratings.csv": 2}}


def test_stray_quotes_are_repaired(tmp_path: Path) -> None:
    rows, dropped, repaired = read(tmp_path, HEADER + b'1,"It" (novel),liked it\n')
    assert rows == [(2, ["1", "It (novel)", "liked it"])]
    assert not dropped.n_rows()
    assert repaired.counts == {"stray quote": {"ratings.csv": 1}}


def test_nul_bytes_are_removed_and_rows_of_nothing_else_dropped(tmp_path: Path) -> None:
    rows, dropped, repaired = read(tmp_path, HEADER + b"1,D\0une,liked it\n\0\0\0\n2,It,liked it\n")
    assert rows == [(2, ["1", "Dune", "liked it"]), (4, ["2", "It", "liked it"])]
    assert repaired.counts == {"NUL bytes": {"ratings.csv": 1}}
    assert dropped.counts == {"NUL bytes": {"ratings.csv": 1}}


def test_bytes_that_are_not_utf8_are_read_as_windows_1252(tmp_path: Path) -> None:
    raw = HEADER + "1,Phèdre – a play,liked it\n".encode("cp1252") + "2,Émile,liked it\n".encode()
    rows, _, repaired = read(tmp_path, raw)
    assert [fields[1] for _, fields in rows] == ["Phèdre – a play", "Émile"]
    assert repaired.counts == {"not UTF-8, read as Windows-1252": {"ratings.csv": 1}}


@pytest.mark.parametrize("raw", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_empty_file(tmp_path: Path, raw: bytes) -> None:
    with pytest.raises(DataError, match=r"ratings\.csv: the file is empty"):
        read(tmp_path, raw)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        CsvRows(tmp_path / "none.csv", multiline=False, dropped=RowLog(), repaired=RowLog())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.lists(st.sampled_from([b"1", b",", b'"', b"\n", b"\r\n", b"\0", b"\xe9", b"x"])))
def test_no_bytes_stop_the_reader_and_no_line_vanishes(tmp_path: Path, parts: list[bytes]) -> None:
    body = b"".join(parts)
    rows, dropped, repaired = read(tmp_path, HEADER + body)
    n_lines = sum(bool(line.replace(b"\0", b"").strip()) for line in body.splitlines())
    n_logged = dropped.n_rows() - dropped.n_rows("NUL bytes")
    assert len(rows) + n_logged == n_lines
