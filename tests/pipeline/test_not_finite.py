"""An encoder that answers with a number that is none, once: what becomes of the stage."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bookrec.encoder.transformer import EmbeddedBlock, Encoder
from bookrec.errors import ArtifactError
from bookrec.pipeline.runner import run_stage
from bookrec.settings import Settings, load_settings
from bookrec.storage.artifacts import LATEST, open_latest
from bookrec.storage.files import BOOKS

from .tiny import write_tiny_project


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of a tiny project that is clean."""
    write_tiny_project(tmp_path)
    monkeypatch.chdir(tmp_path)
    settings = load_settings({})
    run_stage("clean", settings, settings.data_dir)
    return settings


@pytest.mark.parametrize("value", [np.nan, -np.inf])
def test_the_first_book_is_named_and_nothing_is_left(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, value: float
) -> None:
    import pandas as pd

    books = pd.read_parquet(open_latest(settings.artifacts_dir, "clean").path(BOOKS))
    texts = set(books["description"][[40, 7]])
    embed_block = Encoder.embed_block

    def embed_badly(encoder: Encoder, block: Sequence[str]) -> EmbeddedBlock:
        embedded = embed_block(encoder, block)
        embedded.vectors[[text in texts for text in block], 3] = value
        return embedded

    with monkeypatch.context() as patched:
        patched.setattr(Encoder, "embed_block", embed_badly)
        named = rf"description\.npy: {books['book_id'][7]}, column 3 is {value}, not a finite"
        with pytest.raises(ArtifactError, match=named):
            run_stage("embed", settings, settings.data_dir)
    folder = settings.artifacts_dir / "embed"
    assert not (folder / LATEST).exists()
    assert [path for path in folder.iterdir() if path.name != ".lock"] == []
    # Nor does it come back from the cache, which has kept the sound vectors.
    result = run_stage("embed", settings, settings.data_dir)
    summary = result.artifact.manifest.summary
    assert summary["texts"] - summary["cached"] == len(texts)
    for name in ("series", "author", "description"):
        assert np.isfinite(np.load(result.artifact.path(f"{name}.npy"))).all()
