"""Encoders that others bring: a SentenceTransformer, any function, any `TextEncoder`."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bookrec.encoder.transformer import EncodedTexts
from bookrec.errors import ConfigError
from bookrec.protocols import Progress, TextEncoder

TEXTS_AT_ONCE = 1024
"""Texts given to an encoder at a time, which cuts them into batches itself."""
EncoderLike = TextEncoder | str | Path | Callable[[list[str]], Any]
"""A text encoder, a function of texts, a folder with a model, or a Hugging Face name."""


@dataclass(frozen=True)
class CallableEncoder:
    """A function, or an object with `encode` alone, as a `TextEncoder`.

    Attributes:
        name: Module and name of the function or class, and what its own configuration says.
        function: Texts to vectors, anything that becomes an array of shape (n_texts, dim).
    """

    name: str
    function: Callable[[list[str]], Any]

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        """Embed texts; see `TextEncoder`."""
        return np.asarray(self.function(texts), dtype=np.float32)


def as_text_encoder(encoder: TextEncoder | Callable[[list[str]], Any]) -> TextEncoder:
    """Give what was brought a name, where it has none.

    Raises:
        ConfigError: If it can embed nothing.
    """
    encode = getattr(encoder, "encode", None)
    name = getattr(encoder, "name", None)
    if callable(encode) and isinstance(name, str) and name:
        return encoder  # type: ignore[return-value]  # it has what the protocol asks for
    if callable(encode):
        return CallableEncoder(_describe(encoder), encode)
    if callable(encoder):
        return CallableEncoder(_describe(encoder), encoder)
    raise ConfigError(
        f"encoder={encoder!r}: give a folder, a Hugging Face name, a function of texts, or an "
        "object with `encode(texts)`"
    )


def encode_texts(
    encoder: TextEncoder, texts: Sequence[str], progress: Progress | None = None
) -> EncodedTexts:
    """Embed texts as `Encoder.encode` does: equal ones once, blank ones to zero, rows of length 1.

    Raises:
        ConfigError: If the encoder does not return one finite row for each text.
    """
    unique = sorted({text for text in texts if text.strip()})
    parts = []
    for start in range(0, len(unique), TEXTS_AT_ONCE):
        some = unique[start : start + TEXTS_AT_ONCE]
        rows = np.asarray(encoder.encode(some), dtype=np.float32)
        if rows.ndim != 2 or len(rows) != len(some) or not np.isfinite(rows).all():
            raise ConfigError(
                f"encoder {encoder.name}: {len(some)} texts gave an array of shape {rows.shape}; "
                "it must return one row of finite numbers for each text"
            )
        parts.append(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12))
        if progress is not None:
            progress(start + len(some), len(unique))
    found = np.concatenate(parts) if parts else np.zeros((0, 1), np.float32)
    rows = np.concatenate([found, np.zeros((1, found.shape[1]), np.float32)])
    place = {text: number for number, text in enumerate(unique)}
    vectors = rows[[place.get(text, -1) for text in texts]] if len(texts) else found[:0]
    return EncodedTexts(vectors, len(unique), 0, 0)


def _describe(encoder: object) -> str:
    """Name an encoder by its code and, where it tells, its model."""
    kind = encoder if hasattr(encoder, "__qualname__") else type(encoder)
    name = f"{getattr(kind, '__module__', '')}.{getattr(kind, '__qualname__', kind)}"
    card = getattr(encoder, "model_card_data", None)
    model = getattr(card, "base_model", None) or getattr(encoder, "model_name_or_path", None)
    weights = _weights_digest(encoder)
    return ":".join(part for part in (name, str(model or ""), weights) if part)


def _weights_digest(encoder: object) -> str:
    """Return a hash of a torch module's weights, "" for anything else."""
    state = getattr(encoder, "state_dict", None)
    if not callable(state):
        return ""
    digest = hashlib.sha256()
    for key, tensor in state().items():
        digest.update(key.encode() + tensor.detach().cpu().float().numpy().tobytes())
    return digest.hexdigest()[:16]
