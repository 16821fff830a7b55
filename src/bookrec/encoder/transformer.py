"""Texts to vectors, with a frozen pretrained transformer."""

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.functional import normalize
from transformers import PreTrainedTokenizerBase

from bookrec.encoder.batching import batches_by_length, blocks_by_size
from bookrec.encoder.cache import EmbeddingCache
from bookrec.encoder.hardware import choose_hardware
from bookrec.encoder.loading import load_model
from bookrec.encoder.opening import open_encoder
from bookrec.encoder.weights import ModelSource
from bookrec.engine import Engine, LocalEngine

# Characters of the texts that are embedded at a time, all of about the same length: a second or
# two of one processor's work; more in a long run, where less than a 500th of it hardly matters.
BLOCK_CHARACTERS, MAX_BLOCK_CHARACTERS = 50_000, 400_000
N_BLOCKS = 500
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


@dataclass(frozen=True)
class EmbeddedBlock:
    """Vectors of some texts.

    Attributes:
        vectors: Shape (n_texts, dim), float32; unit rows.
        truncated: Which texts were cut at the model's limit, shape (n_texts,), bool.
    """

    vectors: NDArray[np.float32]
    truncated: NDArray[np.bool_]


class Encoder:
    """A pretrained transformer that turns texts into unit-length vectors.

    Long texts are cut, prompted and pooled as the model's own configuration says, so vectors agree
    with sentence-transformers' normalised ones.

    An encoder that is sent to another machine is opened there from that machine's own copy of the
    model, which must be the same.

    Attributes:
        source: The model.
        name: What it was asked by.
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
        self.source, self.name = source, source.name
        self.device, self.precision = choose_hardware(device, precision)
        self._model = load_model(source, self.device)
        self._prompt = self._model.prompts.get(self._model.default_prompt_name or "") or None
        self._lock = Lock()  # a call sets the tokenizer's limits, so one at a time
        self.dim = self._find_dim()
        self._max_padding = GPU_MAX_PADDING
        self._batch_tokens = GPU_BATCH_TOKENS
        self._n_threads = 1
        if self.device == "cpu":
            self._max_padding = CPU_MAX_PADDING
            self._batch_tokens = CPU_BATCH_TOKENS
            self._n_threads = torch.get_num_threads()

    def __reduce__(self) -> tuple[Callable[..., "Encoder"], tuple[str, ...]]:
        """Travel as a description; the precision is decided once, for all machines."""
        source = self.source
        return open_encoder, (source.name, source.fingerprint, "auto", self.precision)

    def open_cache(self, folder: Path) -> EmbeddingCache:
        """Return this encoder's cache in a folder of caches."""
        return EmbeddingCache(folder, f"{self.source.fingerprint[:16]}-{self.precision}", self.dim)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed texts; a blank one gets a zero row, shape (n_texts, dim)."""
        return self.encode_all(texts).vectors

    def encode_all(
        self,
        texts: Sequence[str],
        progress: Callable[[int, int], None] | None = None,
        cache: EmbeddingCache | None = None,
        engine: Engine | None = None,
    ) -> EncodedTexts:
        """Encode texts: equal ones once, cached ones not at all.

        Args:
            texts: Any texts; a blank one gets a zero row.
            progress: Called with (unique texts done, unique texts).
            cache: Where vectors are looked up, and where each block is stored once it is done.
            engine: Where blocks are embedded; by default here. It changes no bit of a vector.

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
        blocks = _blocks([len(text) for text in unique], missing)
        with closing(self._embed_blocks(unique, blocks, engine or LocalEngine())) as embedded:
            for rows, block in zip(blocks, embedded, strict=True):
                vectors[rows], truncated[rows] = block.vectors, block.truncated
                if cache is not None:
                    sound = np.isfinite(block.vectors).all(axis=1)  # others must not come back
                    cached = [unique[row] for row in rows[sound]]
                    cache.put(cached, block.vectors[sound], block.truncated[sound])
                n_done += len(rows)
                if progress is not None:
                    progress(n_done, len(unique))
        row_of = {text: row for row, text in enumerate(unique)}
        rows_of_texts = [row_of.get(text, len(unique)) for text in texts]
        return EncodedTexts(
            vectors[rows_of_texts], len(unique), n_cached, int(np.count_nonzero(truncated))
        )

    def embed_block(self, texts: Sequence[str]) -> EmbeddedBlock:
        """Embed a few texts that are not blank, on one thread of the processor, or on the GPU."""
        if self.device == "cpu":
            # Threads that share one batch wait for each other after every layer, which costs most
            # when another program holds a core. Threads with a block of their own never wait, and
            # a block's numbers do not depend on how many there are.
            torch.set_num_threads(1)
        lengths, truncated = self._count_tokens(texts)
        vectors = np.zeros((len(texts), self.dim), np.float32)
        for batch in batches_by_length(lengths, self._batch_tokens, self._max_padding):
            vectors[batch] = self._forward([texts[row] for row in batch])
        return EmbeddedBlock(vectors, truncated)

    def _embed_blocks(
        self, texts: Sequence[str], blocks: Sequence[NDArray[np.intp]], engine: Engine
    ) -> Generator[EmbeddedBlock]:
        n_threads = torch.get_num_threads()
        try:
            yield from engine.map(
                Encoder.embed_block,
                self,
                ([texts[row] for row in rows] for rows in blocks),
                n_threads=self._n_threads,
                gpu=True,
            )
        finally:
            torch.set_num_threads(n_threads)  # in part, a thread's setting reaches the others

    def _count_tokens(self, texts: Sequence[str]) -> tuple[list[int], NDArray[np.bool_]]:
        """Return the length of each text as the model reads it, and whether it is cut.

        Models without a limit, or with a tokenizer of their own kind, cut nothing.
        """
        limit, tokenizer = self._model.max_seq_length, self._model.tokenizer
        if limit is None or not isinstance(tokenizer, PreTrainedTokenizerBase):
            return [len(text) for text in texts], np.zeros(len(texts), np.bool_)
        prompted = [(self._prompt or "") + text for text in texts]
        with self._lock:
            tokens = tokenizer(prompted, truncation=True, max_length=limit + 1)["input_ids"]
        lengths = np.array([len(ids) for ids in tokens])
        return np.minimum(lengths, limit).tolist(), lengths > limit

    @torch.inference_mode()
    def _forward(self, texts: list[str]) -> NDArray[np.float32]:
        """Run the model over a batch of texts, shape (n_texts, dim)."""
        with self._lock:
            features = self._model.preprocess(texts, prompt=self._prompt)
        features = {
            name: value.to(self.device) if isinstance(value, torch.Tensor) else value
            for name, value in features.items()
        }
        with torch.autocast(self.device, torch.bfloat16, enabled=self.precision == "bfloat16"):
            output = self._model(features)["sentence_embedding"]
        vectors: NDArray[np.float32] = normalize(output.float(), dim=1).cpu().numpy()
        return vectors

    def _find_dim(self) -> int:
        """Return the length of a vector; few models do not say it."""
        said = self._model.get_embedding_dimension()
        return said if said is not None else self._forward(["a"]).shape[1]


def _blocks(n_characters: Sequence[int], rows: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """Cut rows of texts into blocks of texts of about the same length."""
    lengths = np.array(n_characters, np.int64)[rows]
    size = max(BLOCK_CHARACTERS, min(MAX_BLOCK_CHARACTERS, int(lengths.sum()) // N_BLOCKS))
    blocks = [rows[block] for block in blocks_by_size(lengths, size)]
    np.random.default_rng(0).shuffle(blocks)  # long and short mixed: an even progress
    return blocks
