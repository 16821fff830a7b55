"""Texts to vectors, with a frozen pretrained transformer."""

from collections.abc import Callable, Generator, Sequence
from contextlib import closing, nullcontext
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from bookrec.encoder.batching import batches_by_length, blocks_by_size
from bookrec.encoder.cache import EmbeddingCache
from bookrec.encoder.device import choose_device, choose_precision
from bookrec.encoder.linear import onednn_available, use_onednn
from bookrec.encoder.loading import load_pretrained
from bookrec.encoder.model_config import read_model_config
from bookrec.encoder.pooling import pool_tokens
from bookrec.encoder.tokens import TextTokenizer
from bookrec.encoder.weights import ModelSource, resolve_model
from bookrec.engine import Engine, LocalEngine
from bookrec.errors import ArtifactError

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

    Long texts are cut and tokens pooled as the model's own configuration says
    (`read_model_config`), so vectors agree with sentence-transformers' normalised ones.

    An encoder that is sent to another machine is opened there from that machine's own copy of the
    model, which must be the same.

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
        self._wanted_device = device
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
        self._n_threads = 1
        if self.device.type == "cpu":
            self._max_padding = CPU_MAX_PADDING
            self._batch_tokens = CPU_BATCH_TOKENS
            self._n_threads = torch.get_num_threads()
            if onednn_available():
                use_onednn(self._model, getattr(torch, self.precision))
        self._model.to(self.device)  # type: ignore[arg-type]  # a decorator without types

    def __reduce__(self) -> tuple[Callable[..., "Encoder"], tuple[str, ...]]:
        """Travel as a description; the precision is decided once, for all machines."""
        source = self.source
        return _open, (source.name, source.fingerprint, self._wanted_device, self.precision)

    def open_cache(self, folder: Path) -> EmbeddingCache:
        """Return this encoder's cache in a folder of caches."""
        return EmbeddingCache(folder, f"{self.source.fingerprint[:16]}-{self.precision}", self.dim)

    def encode(
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
        if self.device.type == "cpu":
            # Threads that share one batch wait for each other after every layer, which costs most
            # when another program holds a core. Threads with a block of their own never wait, and
            # a block's numbers do not depend on how many there are.
            torch.set_num_threads(1)
        tokens, truncated = self._tokenizer(texts)
        vectors = np.zeros((len(texts), self.dim), np.float32)
        lengths = [len(ids) for ids in tokens]
        for batch in batches_by_length(lengths, self._batch_tokens, self._max_padding):
            vectors[batch] = self._forward(tokens, batch)
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


def _blocks(n_characters: Sequence[int], rows: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """Cut rows of texts into blocks of texts of about the same length."""
    lengths = np.array(n_characters, np.int64)[rows]
    size = max(BLOCK_CHARACTERS, min(MAX_BLOCK_CHARACTERS, int(lengths.sum()) // N_BLOCKS))
    blocks = [rows[block] for block in blocks_by_size(lengths, size)]
    np.random.default_rng(0).shuffle(blocks)  # long and short mixed: an even progress
    return blocks


@lru_cache(maxsize=1)
def _open(name: str, fingerprint: str, device: str, precision: str) -> Encoder:
    """Open an encoder that was sent from elsewhere, once in a process.

    Raises:
        ArtifactError: If this machine's copy of the model is another one.
    """
    source = resolve_model(name)
    if source.fingerprint != fingerprint:
        raise ArtifactError(
            f"{source.folder}: not the model that the command uses (fingerprint "
            f"{source.fingerprint[:12]}, expected {fingerprint[:12]}); give every worker the same"
        )
    return Encoder(source, device, precision)
