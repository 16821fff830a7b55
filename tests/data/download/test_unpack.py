import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookrec.data.download import unpack as module
from bookrec.data.download.unpack import unpack
from bookrec.errors import DownloadError

Member = tuple[str | zipfile.ZipInfo, str]


def is_csv(name: str) -> bool:
    return name.endswith(".csv")


def make_zip(path: Path, *members: Member) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "staged"
    folder.mkdir()
    return folder


def test_only_expected_files_are_unpacked_and_folders_are_dropped(tmp_path: Path, folder: Path):
    archive = make_zip(
        tmp_path / "a.zip", ("b.csv", "2"), ("in/deep/a.csv", "1"), ("run.sh", "x"), ("dir/", "")
    )
    files = unpack(archive, folder, is_csv)
    assert [path.name for path in files] == ["a.csv", "b.csv"]
    assert [path.read_text() for path in files] == ["1", "2"]
    assert sorted(folder.iterdir()) == files


@pytest.mark.parametrize(
    "name",
    [
        "../a.csv",
        "x/../../a.csv",
        "/etc/a.csv",
        "..\\a.csv",
        "C:\\a.csv",
        "C:a.csv",
        "\\\\h\\a.csv",
    ],
)
def test_path_outside_the_folder_refuses_the_whole_archive(tmp_path: Path, folder: Path, name: str):
    archive = make_zip(tmp_path / "a.zip", ("fine.csv", "1"), (name, "2"))
    with pytest.raises(DownloadError, match="outside the data folder"):
        unpack(archive, folder, is_csv)
    assert list(folder.iterdir()) == []
    assert {path.name for path in tmp_path.iterdir()} == {"a.zip", "staged"}


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFBLK])
def test_links_and_devices_are_refused(tmp_path: Path, folder: Path, kind: int):
    link = zipfile.ZipInfo("a.csv")
    link.create_system = 3
    link.external_attr = (kind | 0o777) << 16
    archive = make_zip(tmp_path / "a.zip", (link, "/etc/passwd"))
    with pytest.raises(DownloadError, match="link or device"):
        unpack(archive, folder, is_csv)
    assert list(folder.iterdir()) == []


def test_one_name_twice_is_refused(tmp_path: Path, folder: Path):
    archive = make_zip(tmp_path / "a.zip", ("x/a.csv", "1"), ("y/a.csv", "2"))
    with pytest.raises(DownloadError, match="holds a.csv twice"):
        unpack(archive, folder, is_csv)


def test_bomb_is_refused_by_ratio_and_by_size(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    bomb = make_zip(tmp_path / "bomb.zip", ("a.csv", "0" * 5_000_000))
    with pytest.raises(DownloadError, match="would unpack to 5,000,000 bytes"):
        unpack(bomb, folder, is_csv)
    monkeypatch.setattr(module, "MAX_UNPACKED_BYTES", 3)
    with pytest.raises(DownloadError, match="would unpack to 4 bytes"):
        unpack(make_zip(tmp_path / "big.zip", ("a.csv", "1234")), folder, is_csv)
    assert list(folder.iterdir()) == []


def test_bomb_that_understates_its_size_stops_there(tmp_path: Path, folder: Path):
    archive = make_zip(tmp_path / "a.zip", ("a.csv", "0" * 1_000_000))
    raw = bytearray(archive.read_bytes())
    entry = raw.rindex(b"PK\x01\x02")
    struct.pack_into("<L", raw, entry + 24, 10)
    archive.write_bytes(raw)
    with pytest.raises(DownloadError, match="damaged zip file"):
        unpack(archive, folder, is_csv)
    assert sum(path.stat().st_size for path in folder.iterdir()) <= 10


def test_too_many_members_are_refused(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(module, "MAX_MEMBERS", 2)
    archive = make_zip(tmp_path / "a.zip", *((f"{n}.csv", "") for n in range(3)))
    with pytest.raises(DownloadError, match="holds 3 files"):
        unpack(archive, folder, is_csv)


def test_more_than_the_disk_holds_is_refused_before_writing(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(module.shutil, "disk_usage", lambda path: type("Usage", (), {"free": 3}))
    with pytest.raises(DownloadError, match="4 bytes needed, 3 free"):
        unpack(make_zip(tmp_path / "a.zip", ("a.csv", "1234")), folder, is_csv)
    assert list(folder.iterdir()) == []


def flip_content(raw: bytearray) -> None:
    raw[40] ^= 0xFF


def cut(raw: bytearray) -> None:
    del raw[len(raw) // 2 :]


def encrypt(raw: bytearray) -> None:
    raw[raw.rindex(b"PK\x01\x02") + 8] |= 1


def unknown_method(raw: bytearray) -> None:
    raw[raw.rindex(b"PK\x01\x02") + 10] = 99


@pytest.mark.parametrize("damage", [flip_content, cut, encrypt, unknown_method, bytearray.clear])
def test_damaged_archive_is_one_line(
    tmp_path: Path, folder: Path, damage: Callable[[bytearray], None]
):
    archive = make_zip(tmp_path / "a.zip", ("a.csv", "some text that is long enough"))
    raw = bytearray(archive.read_bytes())
    damage(raw)
    archive.write_bytes(raw)
    with pytest.raises(DownloadError) as caught:
        unpack(archive, folder, is_csv)
    assert str(caught.value).isprintable()


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_changed_byte_is_harmless(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
):
    base = tmp_path_factory.mktemp("flip")
    archive = make_zip(base / "a.zip", ("in/a.csv", "abc" * 20), ("b.csv", "xyz"))
    raw = bytearray(archive.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    archive.write_bytes(raw)
    folder = base / "staged"
    folder.mkdir()
    try:
        files = unpack(archive, folder, is_csv)
    except DownloadError as error:
        assert "\n" not in str(error)
    else:
        assert all(path.parent == folder for path in files)
    assert {path.name for path in base.iterdir()} == {"a.zip", "staged"}
