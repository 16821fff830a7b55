import json
from pathlib import Path

import pytest

from bookrec.data.download import download, has_credentials
from bookrec.data.download.credentials import find_credentials
from bookrec.errors import DownloadError

SECRET = "0123456789abcdef0123456789abcdef"  # noqa: S105


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    names = "API_TOKEN USERNAME KEY CONFIG_DIR API_ENVIRONMENT".split()
    for name in (*(f"KAGGLE_{name}" for name in names), "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def write_key(folder: Path, content: object, mode: int = 0o600) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "kaggle.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    path.chmod(mode)
    return path


def test_without_credentials_one_line_lists_the_steps(tmp_path: Path):
    assert not has_credentials()
    with pytest.raises(DownloadError) as caught:
        download(tmp_path / "data")
    message = str(caught.value)
    assert message.isprintable()
    for said in (
        "kaggle.json",
        "chmod 600",
        "KAGGLE_API_TOKEN",
        "KAGGLE_USERNAME",
        "KAGGLE_KEY",
        "https://www.kaggle.com/datasets/thedevastator/comprehensive-overview-of-52478-goodreads",
        "https://www.kaggle.com/datasets/bahramjannesarr/goodreads-book-datasets-10m",
        "--dataset goodbooks",
    ):
        assert said in message
    assert not (tmp_path / "data").exists()


def test_token_comes_before_key_and_file(home: Path, monkeypatch: pytest.MonkeyPatch):
    path = write_key(home / ".kaggle", {"username": "reader", "key": SECRET})
    assert find_credentials().source == str(path)
    monkeypatch.setenv("KAGGLE_USERNAME", "reader")
    assert find_credentials().source == str(path)
    monkeypatch.setenv("KAGGLE_KEY", SECRET)
    assert find_credentials().source == "KAGGLE_USERNAME and KAGGLE_KEY"
    (home / ".kaggle/access_token").write_text(f"{SECRET}\n")
    assert find_credentials().token == SECRET
    monkeypatch.setenv("KAGGLE_API_TOKEN", SECRET[::-1])
    assert find_credentials().token == SECRET[::-1]


def test_token_variable_may_name_a_file(home: Path, monkeypatch: pytest.MonkeyPatch):
    (home / "token").write_text(SECRET)
    monkeypatch.setenv("KAGGLE_API_TOKEN", str(home / "token"))
    assert find_credentials().token == SECRET


@pytest.mark.parametrize("folder", [".config/kaggle", "elsewhere"])
def test_other_places_of_the_key_file(home: Path, monkeypatch: pytest.MonkeyPatch, folder: str):
    if folder == "elsewhere":
        monkeypatch.setenv("KAGGLE_CONFIG_DIR", str(home / folder))
    write_key(home / folder, {"username": "reader", "key": SECRET})
    assert find_credentials().key == SECRET


@pytest.mark.parametrize(("mode", "exposed"), [(0o600, False), (0o640, True), (0o604, True)])
def test_key_file_that_others_can_read_is_reported(home: Path, mode: int, exposed: bool):
    path = write_key(home / ".kaggle", {"username": "reader", "key": SECRET}, mode)
    assert find_credentials().exposed == (path if exposed else None)


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "null", {"username": "reader"}, {"username": 1, "key": SECRET}, f"x{SECRET}"],
)
def test_useless_key_file_is_named_without_its_content(home: Path, content: object):
    path = write_key(home / ".kaggle", content)
    with pytest.raises(DownloadError, match="holds no username and key") as caught:
        find_credentials()
    assert str(path) in str(caught.value)
    assert SECRET not in str(caught.value)
    assert not has_credentials()


def test_secrets_are_not_shown(home: Path, monkeypatch: pytest.MonkeyPatch):
    write_key(home / ".kaggle", {"username": "reader", "key": SECRET})
    assert SECRET not in repr(find_credentials())
    monkeypatch.setenv("KAGGLE_API_TOKEN", SECRET)
    assert SECRET not in repr(find_credentials())
