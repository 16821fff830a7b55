"""Token vectors to a text vector."""

import pytest
import torch

from bookrec.encoder.pooling import pool_tokens

# Two texts of 3 and 2 tokens; the padding must not count, however large it is.
TOKENS = torch.tensor([[[3.0, 0], [0, 1], [0, 3]], [[1, -1], [2, -2], [99, 99]]])
MASK = torch.tensor([[1, 1, 1], [1, 1, 0]])


@pytest.mark.parametrize(
    ("pooling", "expected"),
    [
        ("mean", [[3, 4], [3, -3]]),
        ("cls", [[3, 0], [1, -1]]),
        ("max", [[3, 3], [2, -1]]),
        ("lasttoken", [[0, 3], [2, -2]]),
    ],
)
def test_hand_computed(pooling: str, expected: list[list[float]]) -> None:
    directions = torch.nn.functional.normalize(torch.tensor(expected, dtype=torch.float32))
    torch.testing.assert_close(pool_tokens(TOKENS, MASK, pooling), directions)
