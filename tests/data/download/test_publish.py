from pathlib import Path

import pytest

from bookrec.data.download import download
from bookrec.data.download.publish import exclusive, publish, staging
from bookrec.errors import DownloadError


def fill(folder: Path, **files: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / f"{name}.csv").write_text(content)
    return folder


def content(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


def test_new_folder_appears_and_nothing_else(tmp_path: Path):
    folder = tmp_path / "books"
    with staging(folder) as temporary:
        publish(fill(temporary / "new", a="1"), folder, lambda name: True)
    assert content(folder) == {"a.csv": "1"}
    assert list(tmp_path.iterdir()) == [folder]


def test_replacement_keeps_what_is_not_replaced(tmp_path: Path):
    folder = fill(tmp_path / "books", a="old", gone="old", mine="mine")
    (folder / "sub").mkdir()
    with staging(folder) as temporary:
        staged = fill(temporary / "new", a="new")
        publish(staged, folder, lambda name: name.endswith(".csv") and name != "mine.csv")
    assert {path.name for path in folder.iterdir()} == {"a.csv", "mine.csv", "sub"}
    assert (folder / "a.csv").read_text() == "new"
    assert list(tmp_path.iterdir()) == [folder]


def test_failed_rename_brings_the_old_folder_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    folder = fill(tmp_path / "books", a="old")
    real_rename = Path.rename

    def rename(path: Path, target: Path) -> Path:
        if path.name == "new":
            raise OSError(5, "Input/output error")
        return real_rename(path, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(OSError, match="Input/output"), staging(folder) as temporary:
        publish(fill(temporary / "new", a="new"), folder, lambda name: True)
    assert content(folder) == {"a.csv": "old"}
    assert list(tmp_path.iterdir()) == [folder]


def test_killed_publication_is_repaired_by_the_next_download(tmp_path: Path):
    fill(tmp_path / ".best_books_dataset.old", a="old")
    fill(tmp_path / ".all_books_dataset.old", a="old")
    fill(tmp_path / "all_books_dataset", a="new")
    fill(tmp_path / ".best_books_dataset.x1y2.part", a="half")
    fill(tmp_path / ".mine.old")
    with exclusive(tmp_path):
        pass
    assert {path.name for path in tmp_path.iterdir()} == {
        "best_books_dataset",
        "all_books_dataset",
        ".mine.old",
    }
    assert content(tmp_path / "best_books_dataset") == {"a.csv": "old"}
    assert content(tmp_path / "all_books_dataset") == {"a.csv": "new"}


def test_second_download_at_once_is_refused(tmp_path: Path):
    with (
        exclusive(tmp_path),
        pytest.raises(DownloadError, match="another download is under way"),
        exclusive(tmp_path),
    ):
        pass
    assert list(tmp_path.iterdir()) == []


def test_data_folder_that_cannot_be_written_is_one_line(tmp_path: Path):
    (tmp_path / "data").write_text("a file")
    with pytest.raises(DownloadError, match="cannot be written"):
        download(tmp_path / "data", "goodbooks")
