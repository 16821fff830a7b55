"""A Kaggle key is in no output and no file, whatever is run and however it fails."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.fake_kaggle import FakeKaggle, Handler, zip_of
from tests.sample import sample_folder

from bookrec.data.download.datasets import DATASETS

KEY = "fedcba9876543210fedcba9876543210"


@pytest.fixture
def kaggle() -> Iterator[FakeKaggle]:
    """A server in Kaggle's place, whose every archive is none."""
    server = FakeKaggle()
    server.archives = {dataset.slug: zip_of({"other.txt": KEY}) for dataset in DATASETS}
    yield server
    server.close()


@pytest.fixture(params=["variables", "token", "file"])
def variables(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """The key where a reader can keep it, and the variables that go with it."""
    to_server = {"KAGGLE_API_ENVIRONMENT": "TEST"}
    if request.param == "variables":
        return {**to_server, "KAGGLE_USERNAME": "reader", "KAGGLE_KEY": KEY}
    if request.param == "token":
        return {**to_server, "KAGGLE_API_TOKEN": KEY}
    path = tmp_path / ".kaggle" / "kaggle.json"
    path.parent.mkdir()
    path.write_text(json.dumps({"username": "reader", "key": KEY}), encoding="utf-8")
    path.chmod(0o644)  # which is reported, by the file's name
    return to_server


def refuse(code: int) -> Callable[[Handler], None]:
    """An answer that sends the key back, as a careless server might."""
    headers = {"Content-Type": "application/json", "X-Key": KEY}
    body = json.dumps({"code": code, "message": f"no such key: {KEY}"}).encode()
    return lambda handler: handler.answer(code, headers, body)


def assert_nowhere(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file() and path.name != "kaggle.json":
            assert KEY.encode() not in path.read_bytes(), path


def test_no_download_that_fails_shows_the_key(
    bookrec,  # noqa: ANN001
    tmp_path: Path,
    kaggle: FakeKaggle,
    variables: dict[str, str],
) -> None:
    for code in (401, 403, 404, 418, None):  # None: an archive without what is wanted
        for command in (("download", "--json"), ("run-all",)):
            if code is not None:
                kaggle.planned.append(refuse(code))
            result = bookrec(*command, **variables)
            assert result.returncode == 6, result.stderr
            assert "Error: best-books: " in result.stderr
            assert KEY not in result.stdout + result.stderr
    assert all(said for _, said, _ in kaggle.requests)  # the key was sent each time
    assert_nowhere(tmp_path)


def test_no_other_command_and_no_manifest_shows_the_key(
    bookrec,  # noqa: ANN001
    tmp_path: Path,
    variables: dict[str, str],
) -> None:
    cleaned = bookrec("--data-dir", str(sample_folder()), "clean", "--json", **variables)
    assert cleaned.returncode == 0, cleaned.stderr
    assert list(tmp_path.rglob("manifest.json"))
    for command in (
        ("info", "--json"),
        ("info", "--verify"),
        ("clean",),
        ("recommend", "--book", "Dune"),
        ("--set", "train.epoch=1", "info"),
        ("--set", f"embed.modle={tmp_path}", "embed"),
    ):
        result = bookrec(*command, **variables)
        assert KEY not in cleaned.stdout + result.stdout + result.stderr, command
    assert_nowhere(tmp_path)
