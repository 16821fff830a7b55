"""Load a text model from a folder, quietly and without running code that comes with it."""

import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from bookrec.encoder.weights import DEFAULT_MODEL, ModelSource
from bookrec.errors import ArtifactError, ConfigError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch import Tensor

MODULES = "modules.json"
_KNOWN_MODULES = "sentence_transformers."


class TextModel(Protocol):
    """The part of sentence-transformers' public interface that embedding needs."""

    default_prompt_name: str | None

    @property
    def prompts(self) -> Mapping[str, str | None]: ...  # noqa: D102

    @property
    def tokenizer(self) -> Any: ...  # noqa: ANN401, D102 - of the model's own kind

    @property
    def max_seq_length(self) -> int | None: ...  # noqa: D102

    def get_embedding_dimension(self) -> int | None: ...  # noqa: D102

    def preprocess(self, inputs: list[str], prompt: str | None) -> "dict[str, Any]": ...  # noqa: D102

    def __call__(self, features: "dict[str, Any]") -> "dict[str, Tensor]": ...  # noqa: D102


def load_model(source: ModelSource, device: str) -> TextModel:
    """Load a saved model, ready for inference in float32.

    The default model is read by transformers alone; any other as sentence-transformers does, with
    its own pooling, prompts and later modules.

    Args:
        source: From `resolve_model`.
        device: "cpu", "cuda" or "mps".

    Raises:
        ArtifactError: If a file is missing or damaged.
        ConfigError: If the model needs code of its own.
    """
    if source.name != DEFAULT_MODEL:
        return load_sentence_transformer(source, device)
    from bookrec.encoder.default_model import DefaultModel

    with _failures(source), _quiet():
        return DefaultModel(source.folder, device)


def load_sentence_transformer(source: ModelSource, device: str) -> "SentenceTransformer":
    """Load a saved model with sentence-transformers.

    Raises:
        ArtifactError: If a file is missing or damaged.
        ConfigError: If the model needs code of its own.
    """
    import torch
    from sentence_transformers import SentenceTransformer

    with _failures(source), _quiet():
        _refuse_own_code(source)
        model = SentenceTransformer(
            str(source.folder),
            device=device,
            trust_remote_code=False,
            local_files_only=True,
            model_kwargs={"use_safetensors": True, "dtype": torch.float32},
        )
    if getattr(model.config, "is_encoder_decoder", False):
        raise ConfigError(
            f"{source.folder}: the model also has a decoder; choose an encoder like BERT"
        )
    model.eval().requires_grad_(False)
    return model


def _refuse_own_code(source: ModelSource) -> None:
    path = source.folder / MODULES
    if not path.is_file():
        return
    for module in json.loads(path.read_text(encoding="utf-8")):
        if not str(module["type"]).startswith(_KNOWN_MODULES):
            raise ConfigError(
                f"{path}: {module['type']} is no module of sentence-transformers, and a model's "
                "own code is not run; choose another model"
            )
        folder = source.folder / module["path"]
        if any(folder.glob("*.bin")) and not any(folder.glob("*.safetensors")):
            raise ConfigError(
                f"{folder}: its weights are pickled, and pickles are not read; save the model again"
            )


@contextmanager
def _failures(source: ModelSource) -> Iterator[None]:
    """Turn what the packages raise at unreadable files into one line."""
    from safetensors import SafetensorError

    try:
        yield
    except (OSError, ValueError, LookupError, TypeError, RuntimeError, SafetensorError) as error:
        raise ArtifactError(
            f"{source.folder}: the model cannot be loaded ({' '.join(str(error).split())[:200]}); "
            "save or download it again"
        ) from error


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep loading bars and weight reports off the terminal."""
    from transformers.utils import logging as transformers_logging

    verbosity = transformers_logging.get_verbosity()
    bars = transformers_logging.is_progress_bar_enabled()
    ours = logging.getLogger("sentence_transformers")
    level = ours.level
    transformers_logging.set_verbosity(logging.ERROR)
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    ours.setLevel(logging.ERROR)
    try:
        yield
    finally:
        ours.setLevel(level)
        transformers_logging.set_verbosity(verbosity)
        if bars:
            transformers_logging.enable_progress_bar()  # type: ignore[no-untyped-call]
