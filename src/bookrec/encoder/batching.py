"""Group texts of about the same length, so that almost nothing is padded."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray


def batches_by_length(
    n_tokens: Sequence[int], max_tokens: int, max_padding: int
) -> Iterator[list[int]]:
    """Cut texts, sorted by length, into batches.

    Args:
        n_tokens: Length of each text, in tokens.
        max_tokens: Tokens in a batch, padding included; a longer text is a batch by itself.
        max_padding: Tokens the shortest text of a batch may be padded with; 0: equal lengths only.

    Yields:
        Numbers of the texts in a batch, shortest first; every text is in exactly one batch.
    """
    batch: list[int] = []
    for text in np.argsort(n_tokens, kind="stable").tolist():
        longest = n_tokens[text]
        full = (len(batch) + 1) * longest > max_tokens
        if batch and (full or longest - n_tokens[batch[0]] > max_padding):
            yield batch
            batch = []
        batch.append(text)
    if batch:
        yield batch


def blocks_by_size(n_characters: NDArray[np.int64], size: int) -> list[NDArray[np.intp]]:
    """Cut texts, sorted by length, into blocks of about the same amount of text.

    Args:
        n_characters: Length of each text, shape (n_texts,), >= 1.
        size: Characters of a block, at most; a longer text is a block by itself.

    Returns:
        Numbers of the texts in each block, shortest first; every text is in exactly one block.
    """
    order = np.argsort(n_characters, kind="stable")
    if not len(order):
        return []
    starts, in_block = [], 0
    for place, length in enumerate(n_characters[order].tolist()):
        if place and in_block + length > size:
            starts.append(place)
            in_block = 0
        in_block += length
    return np.split(order, starts)
