"""The exported model in plain sentence-transformers."""

import errno
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import LayerNorm

from bookrec.encoder.export import export_sentence_transformer
from bookrec.encoder.features import build_features
from bookrec.encoder.transformer import Encoder
from bookrec.errors import ConfigError
from bookrec.head.model import HeadConfig, ProjectionHead

N_GENRES = 7
TEXTS = ["In a hole in the ground there lived a hobbit.", "Dune", "The sea, the sea! " * 100]


def _head(dim: int) -> ProjectionHead:
    torch.manual_seed(0)
    head = ProjectionHead(HeadConfig(3 * dim + N_GENRES, hidden_dim=48, dim=16, dropout=0.1))
    for parameter in head.parameters():
        torch.nn.init.normal_(parameter)  # no bias or scale left at its simple default
    return head.eval()


def _described_only(head: ProjectionHead, texts: NDArray[np.float32]) -> NDArray[np.float32]:
    """Book embeddings of books that have a description and nothing else."""
    nothing = np.zeros_like(texts)
    genres = np.zeros((len(texts), N_GENRES), np.uint8)
    features = build_features(nothing, nothing, texts, genres)
    with torch.inference_mode():
        embeddings: NDArray[np.float32] = head(torch.from_numpy(features)).numpy()
    return embeddings


@pytest.mark.parametrize("name", ["tiny_encoder", "minilm"])
def test_vectors_are_ours(name: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    encoder: Encoder = request.getfixturevalue(name)
    head = _head(encoder.dim)
    export_sentence_transformer(encoder.source, head, tmp_path / "exported")
    exported = SentenceTransformer(str(tmp_path / "exported"), device="cpu")
    expected = _described_only(head, encoder.encode(TEXTS))
    np.testing.assert_allclose(exported.encode(TEXTS), expected, atol=1e-5, rtol=0)


def test_nothing_is_overwritten(tiny_encoder: Encoder, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("")
    with pytest.raises(ConfigError, match="not empty"):
        export_sentence_transformer(tiny_encoder.source, _head(32), tmp_path)


@pytest.mark.parametrize("exists", [True, False])
def test_a_refusing_disk_leaves_nothing_behind(
    tiny_encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exists: bool
) -> None:
    def refuse(module: LayerNorm, folder: str, **options: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    folder = tmp_path / "exported"
    if exists:
        folder.mkdir()
    with monkeypatch.context() as patch:
        patch.setattr(LayerNorm, "save", refuse)
        with pytest.raises(OSError, match="No space left"):
            export_sentence_transformer(tiny_encoder.source, _head(32), folder)
    assert list(tmp_path.rglob("*")) == [folder] * exists
    export_sentence_transformer(tiny_encoder.source, _head(32), folder)
    assert (folder / "modules.json").is_file()


def test_a_head_of_another_encoder_is_refused(tiny_encoder: Encoder, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="the encoder it was trained on"):
        export_sentence_transformer(tiny_encoder.source, _head(8), tmp_path)
