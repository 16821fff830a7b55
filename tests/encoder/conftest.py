"""A tiny random BERT, saved once as transformers saves models, and the real MiniLM."""

from pathlib import Path

import pytest
from tests.tiny_bert import write_tiny_bert

from bookrec.encoder.transformer import Encoder
from bookrec.encoder.weights import DEFAULT_MODEL, ModelSource, resolve_model


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of 2 layers whose tokens are single letters; texts are cut at 32 tokens."""
    folder = tmp_path_factory.mktemp("tiny-bert")
    write_tiny_bert(
        folder,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=64,
    )
    return folder


@pytest.fixture(scope="session")
def tiny_source(tiny_folder: Path) -> ModelSource:
    return resolve_model(str(tiny_folder))


@pytest.fixture(scope="session")
def tiny_encoder(tiny_source: ModelSource) -> Encoder:
    return Encoder(tiny_source, device="cpu")


@pytest.fixture(scope="session")
def minilm_source() -> ModelSource:
    """The default model, from the installed weights package."""
    return resolve_model(DEFAULT_MODEL)


@pytest.fixture(scope="session")
def minilm(minilm_source: ModelSource) -> Encoder:
    return Encoder(minilm_source, device="cpu")
