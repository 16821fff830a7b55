"""Texts to vectors, with a frozen pretrained transformer."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from bookrec.encoder.batching import batches_by_length
from bookrec.encoder.cache import EmbeddingCache
from bookrec.encoder.device import choose_device, choose_precision
from bookrec.encoder.linear import onednn_available, use_onednn
from bookrec.encoder.loading import load_pretrained
from bookrec.encoder.model_config import read_model_config
from bookrec.encoder.pooling import pool_tokens
from bookrec.encoder.tokens import TextTokenizer
from bookrec.encoder.weights import ModelSource
from bookrec.encoder.workers import map_batches

# Texts tokenised at a time: enough to find others of the same length, little memory.
CHUNK_TEXTS = 8192
# A CPU is fastest when a batch fits its caches and equal lengths make padding (and its mask)
# needless; a GPU wants to be filled.
CPU_BATCH_TOKENS, CPU_MAX_PADDING = 1024, 0
GPU_BATCH_TOKENS, GPU_MAX_PADDING = 65_536, 16


@dataclass(frozen=True)
class EncodedTexts:
    """Vectors of texts, and how they came about.

    Attributes:
        vectors: Shape (n_texts, dim), float32; unit rows, zero where the text is blank.
        n_unique: Different texts that are not blank.
        n_cached: How many of these were in the cache.
        n_truncated: How many of these were cut at the model's limit.
    """

    vectors: NDArray[np.float32]
    n_unique: int
    n_cached: int
    n_truncated: int


class Encoder:
    """A pretrained transformer that turns texts into unit-length vectors.

    Long texts are cut and tokens pooled as the model's own configuration says
    (`read_model_config`), so vectors agree with sentence-transformers' normalised ones.

    Attributes:
        source: The model.
        device: Where it runs.
        precision: Of its matrix products, "float32" or "bfloat16".
        dim: Length of a vector.
    """

    def __init__(self, source: ModelSource, device: str = "auto", precision: str = "auto") -> None:
        """Load a model for inference.

        Args:
            source: From `resolve_model`.
            device: "cpu", "cuda", "mps" or "auto": the first of CUDA, MPS, CPU that is there.
            precision: "float32", "bfloat16" (of matrix products; everything else is float32) or
                "auto": bfloat16 on CUDA, else float32.

        Raises:
            ConfigError: If the device is not there, or the model is not one that can run here.
            ArtifactError: If the model's files cannot be loaded.
        """
        self.source = source
        self.device = choose_device(device)
        self.precision = choose_precision(precision, self.device)
        config = read_model_config(source.folder)
        self._pooling = config.pooling
        model, tokenizer = load_pretrained(source.folder)
        self._tokenizer = TextTokenizer(tokenizer, config, model.config)
        self.dim: int = model.config.hidden_size
        self._model = model
        self._max_padding = GPU_MAX_PADDING
        self._batch_tokens = GPU_BATCH_TOKENS
        self._n_workers = 1
        if self.device.type == "cpu":
            self._max_padding = CPU_MAX_PADDING
            self._batch_tokens = CPU_BATCH_TOKENS
            self._n_workers = torch.get_num_threads()
            if onednn_available():
                use_onednn(self._model, getattr(torch, self.precision))
        self._model.to(self.device)  # type: ignore[arg-type]  # a decorator without types

    def open_cache(self, folder: Path) -> EmbeddingCache:
        """Return this encoder's cache in a folder of caches."""
        return EmbeddingCache(folder, f"{self.source.fingerprint[:16]}-{self.precision}", self.dim)

    def encode(
        self,
        texts: Sequence[str],
        progress: Callable[[int, int], None] | None = None,
        cache: EmbeddingCache | None = None,
    ) -> EncodedTexts:
        """Encode texts: equal ones once, cached ones not at all.

        Args:
            texts: Any texts; a blank one gets a zero row.
            progress: Called with (unique texts done, unique texts).
            cache: Where vectors are looked up, and where each batch is stored once it is done.

        Returns:
            The vectors in the order of `texts`, and counts.

        Raises:
            ArtifactError: If the cache cannot be read or written.
        """
        unique = list(dict.fromkeys(text for text in texts if text.strip()))
        vectors = np.zeros((len(unique) + 1, self.dim), np.float32)  # the last row: blank texts
        truncated = np.zeros(len(unique), np.bool_)
        missing = np.arange(len(unique))
        if cache is not None:
            known = cache.get(unique)
            vectors[:-1], truncated = known.vectors, known.truncated
            missing = np.flatnonzero(~known.found)
        n_done = n_cached = len(unique) - len(missing)
        for rows, cut, embedded in self._embed(unique, missing):
            vectors[rows], truncated[rows] = embedded, cut
            if cache is not None:
                cache.put([unique[row] for row in rows], embedded, cut)
            n_done += len(rows)
            if progress is not None:
                progress(n_done, len(unique))
        row_of = {text: row for row, text in enumerate(unique)}
        rows_of_texts = [row_of.get(text, len(unique)) for text in texts]
        return EncodedTexts(
            vectors[rows_of_texts], len(unique), n_cached, int(np.count_nonzero(truncated))
        )

    def _embed(
        self, texts: Sequence[str], rows: NDArray[np.intp]
    ) -> Iterator[tuple[NDArray[np.intp], NDArray[np.bool_], NDArray[np.float32]]]:
        """Yield each batch's rows, which of its texts were cut, and their vectors."""
        for start in range(0, len(rows), CHUNK_TEXTS):
            chunk = rows[start : start + CHUNK_TEXTS]
            tokens, cut = self._tokenizer([texts[row] for row in chunk])
            lengths = [len(ids) for ids in tokens]
            batches = list(batches_by_length(lengths, self._batch_tokens, self._max_padding))
            np.random.default_rng(0).shuffle(batches)  # long and short mixed: an even progress
            forward = partial(self._forward, tokens)
            for batch, vectors in map_batches(forward, batches, self._n_workers):
                yield chunk[batch], cut[batch], vectors

    @torch.inference_mode()
    def _forward(
        self, tokens: Sequence[NDArray[np.int64]], batch: Sequence[int]
    ) -> NDArray[np.float32]:
        """Run the model over a batch of tokenised texts, shortest first."""
        mask = np.zeros((len(batch), len(tokens[batch[-1]])), np.int64)
        ids = np.full_like(mask, self._tokenizer.padding_id)
        for row, text in enumerate(batch):
            ids[row, : len(tokens[text])] = tokens[text]
            mask[row, : len(tokens[text])] = 1
        attention = torch.from_numpy(mask).to(self.device)
        with self._reduced_precision():
            output = self._model(
                input_ids=torch.from_numpy(ids).to(self.device),
                attention_mask=None if mask.all() else attention,
            )
        pooled = pool_tokens(output.last_hidden_state, attention, self._pooling)
        vectors: NDArray[np.float32] = pooled.cpu().numpy()
        return vectors

    def _reduced_precision(self) -> torch.autocast | nullcontext[None]:
        """Let torch reduce precision where the layers do not do it themselves."""
        if self.precision == "float32" or (self.device.type == "cpu" and onednn_available()):
            return nullcontext()
        return torch.autocast(self.device.type, torch.bfloat16)
