"""The default model, all-MiniLM-L6-v2, by transformers alone.

Importing sentence-transformers brings scikit-learn, scipy and pandas, and makes a cold
`recommend --mood` a third slower (6.2 instead of 4.7 seconds of processor time).
"""

from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import normalize
from transformers import AutoModel, AutoTokenizer

_MAX_TOKENS = 256


class DefaultModel:
    """Unit-length means of MiniLM's tokens; what `SentenceTransformer` gives, with its methods.

    Attributes:
        tokenizer: Of the model.
        max_seq_length: Longest text in tokens, special ones included.
        prompts: None.
        default_prompt_name: None.
    """

    def __init__(self, folder: Path, device: str) -> None:
        """Load the model for inference in float32."""
        self.tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        model = AutoModel.from_pretrained(
            folder,
            local_files_only=True,
            trust_remote_code=False,
            use_safetensors=True,
            dtype=torch.float32,
        )
        self._model = model.eval().requires_grad_(False).to(device)
        self.max_seq_length = _MAX_TOKENS
        self.prompts: dict[str, str | None] = {}
        self.default_prompt_name: str | None = None

    def get_embedding_dimension(self) -> int:
        """Return the length of a vector."""
        return int(self._model.config.hidden_size)

    def preprocess(self, inputs: list[str], prompt: str | None) -> dict[str, Any]:
        """Tokenise texts, cut at the limit and padded to the longest; there is no prompt."""
        return dict(
            self.tokenizer(
                inputs,
                padding=True,
                truncation=True,
                max_length=self.max_seq_length,
                return_tensors="pt",
            )
        )

    def __call__(self, features: dict[str, Any]) -> dict[str, Tensor]:
        """Embed what `preprocess` made, shape (n_texts, dim)."""
        tokens = self._model(**features).last_hidden_state
        total = (tokens * features["attention_mask"][..., None]).sum(dim=1)
        return {"sentence_embedding": normalize(total, dim=1)}  # the mean, up to its length
