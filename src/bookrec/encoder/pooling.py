"""Token vectors to one unit-length vector per text."""

import torch
from torch.nn.functional import normalize


def pool_tokens(tokens: torch.Tensor, mask: torch.Tensor, pooling: str) -> torch.Tensor:
    """Pool the tokens of each text.

    Args:
        tokens: Token vectors, shape (n_texts, n_tokens, dim), padded on the right.
        mask: 1 for a token, 0 for padding, shape (n_texts, n_tokens).
        pooling: One of `model_config.POOLINGS`.

    Returns:
        Unit-length rows, shape (n_texts, dim), float32.
    """
    tokens = tokens.float()
    if pooling == "cls":
        pooled = tokens[:, 0]
    elif pooling == "lasttoken":
        pooled = tokens[torch.arange(len(tokens), device=tokens.device), mask.sum(dim=1) - 1]
    elif pooling == "max":
        pooled = tokens.masked_fill(mask[..., None] == 0, -torch.inf).amax(dim=1)
    else:
        pooled = (tokens * mask[..., None]).sum(dim=1)  # the mean, up to its length
    return normalize(pooled, dim=1)
