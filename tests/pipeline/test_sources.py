"""Which raw files a single stage works on."""

from pathlib import Path

import pytest
from tests.goodbooks import write_goodbooks

from bookrec.errors import ArtifactError, DataError
from bookrec.pipeline.runner import run_stage
from bookrec.pipeline.sources import data_of_stages
from bookrec.settings import Settings
from bookrec.storage.artifacts import LATEST, open_latest, verify
from bookrec.storage.files import BOOKS


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings without raw files, whose artifacts hold a catalogue made of packaged data."""
    packaged = write_goodbooks(tmp_path / "packaged")
    monkeypatch.setattr("bookrec.pipeline.sources.packaged_folder", lambda: packaged)
    settings = Settings(artifacts_dir=tmp_path / "artifacts", data_dir=tmp_path / "data")
    run_stage("clean", settings, packaged)
    return settings


def test_a_damaged_catalogue_of_the_packaged_data_is_made_from_it_again(settings: Settings) -> None:
    path = open_latest(settings.artifacts_dir, "clean").folder / BOOKS
    good = path.read_bytes()
    path.write_bytes(b"damaged")
    (settings.artifacts_dir / "clean" / LATEST).write_bytes(b"damaged")
    with pytest.raises(ArtifactError, match="run `bookrec clean --force`"):
        open_latest(settings.artifacts_dir, "clean")
    run_stage("clean", settings, data_of_stages(settings), force=True)
    verify(open_latest(settings.artifacts_dir, "clean"))
    assert path.read_bytes() == good


def test_the_readers_own_files_come_first(settings: Settings) -> None:
    folder = settings.data_dir / "best_books_dataset"
    folder.mkdir(parents=True)
    (folder / "books.csv").touch()
    assert data_of_stages(settings) == settings.data_dir


def test_a_catalogue_of_files_that_are_gone_is_never_replaced_by_the_packaged(
    settings: Settings,
) -> None:
    (settings.artifacts_dir / "clean" / LATEST).write_text("0123456789abcdef\n")
    assert data_of_stages(settings) is None
    (settings.artifacts_dir / "clean" / ("0" * 16)).mkdir()
    (settings.artifacts_dir / "clean" / LATEST).write_bytes(b"damaged")
    assert data_of_stages(settings) is None
    with pytest.raises(DataError, match="bookrec download"):
        run_stage("clean", settings, None, force=True)
