"""Texts to token numbers, cut at the model's limit."""

from collections.abc import Sequence
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from transformers import PretrainedConfig, PreTrainedTokenizerBase

from bookrec.encoder.model_config import ModelConfig

FALLBACK_LIMIT = 512


class TextTokenizer:
    """A model's tokenizer with the limits of that model.

    Attributes:
        max_tokens: Longest text, in tokens, special ones included.
        padding_id: Token number for padding.
    """

    def __init__(
        self,
        tokenizer: PreTrainedTokenizerBase,
        config: ModelConfig,
        architecture: PretrainedConfig,
    ) -> None:
        """Take the limit the model's configuration names, else what tokenizer and model allow."""
        self._tokenizer = tokenizer
        self._lock = Lock()  # a call sets the tokenizer's limit, so one at a time
        self._lower_case = config.lower_case
        positions = getattr(architecture, "max_position_embeddings", FALLBACK_LIMIT)
        self.max_tokens = config.max_tokens or min(tokenizer.model_max_length, positions)
        self.padding_id = tokenizer.pad_token_id or 0

    def __call__(self, texts: Sequence[str]) -> tuple[list[NDArray[np.int64]], NDArray[np.bool_]]:
        """Return the token numbers of each text, and whether it was cut, shape (n_texts,)."""
        if self._lower_case:
            texts = [text.lower() for text in texts]
        tokens = self._tokenize(texts, self.max_tokens + 1)
        cut = np.array([len(ids) > self.max_tokens for ids in tokens], np.bool_)
        too_long = np.flatnonzero(cut).tolist()
        for row, ids in zip(
            too_long, self._tokenize([texts[row] for row in too_long], self.max_tokens), strict=True
        ):
            tokens[row] = ids
        return tokens, cut

    def _tokenize(self, texts: Sequence[str], max_tokens: int) -> list[NDArray[np.int64]]:
        if not texts:
            return []
        with self._lock:
            encoded = self._tokenizer(
                list(texts),
                truncation=True,
                max_length=max_tokens,
                return_attention_mask=False,
                return_token_type_ids=False,
            )
        return [np.asarray(ids, np.int64) for ids in encoded["input_ids"]]
