"""A tiny random BERT, saved as transformers saves models."""

import string
from pathlib import Path

MAX_TOKENS = 32
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


def write_tiny_bert(folder: Path, **shape: int) -> None:
    """Write a BERT whose tokens are single letters; texts are cut at 32 tokens.

    Args:
        folder: Where it goes.
        shape: Sizes of `transformers.BertConfig`.
    """
    import torch
    from transformers import BertConfig, BertModel, BertTokenizer

    letters = [*string.ascii_lowercase, *(f"##{letter}" for letter in string.ascii_lowercase)]
    vocabulary = {token: number for number, token in enumerate([*SPECIAL, *letters])}
    BertTokenizer(vocab=vocabulary, model_max_length=MAX_TOKENS).save_pretrained(folder)
    torch.manual_seed(0)
    # Far apart, so that a mix-up of texts shows and training can start.
    config = BertConfig(vocab_size=len(vocabulary), initializer_range=0.3, **shape)  # type: ignore[arg-type]
    BertModel(config).save_pretrained(folder)
