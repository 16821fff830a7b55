"""Batches of about equal length."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bookrec.encoder.batching import batches_by_length, blocks_by_size


def test_hand_computed() -> None:
    # Texts 1 and 3 have 2 tokens, 0 and 4 have 5, 2 has 9: more than a batch holds.
    assert list(batches_by_length([5, 2, 9, 2, 5], 8, max_padding=0)) == [[1, 3], [0], [4], [2]]
    assert list(batches_by_length([5, 2, 9, 2, 5], 20, max_padding=3)) == [[1, 3, 0, 4], [2]]


@given(
    st.lists(st.integers(1, 40), max_size=60),
    st.integers(1, 200),
    st.integers(0, 20),
)
def test_every_text_once_within_the_limits(
    n_tokens: list[int], max_tokens: int, max_padding: int
) -> None:
    batches = list(batches_by_length(n_tokens, max_tokens, max_padding))
    assert sorted(text for batch in batches for text in batch) == list(range(len(n_tokens)))
    for batch in batches:
        lengths = [n_tokens[text] for text in batch]
        assert lengths == sorted(lengths)
        assert len(batch) == 1 or len(batch) * lengths[-1] <= max_tokens
        assert lengths[-1] - lengths[0] <= max_padding


@given(st.lists(st.integers(1, 60), max_size=40), st.integers(1, 100))
def test_blocks_hold_every_text_once_sorted_and_within_size(lengths: list[int], size: int) -> None:
    blocks = blocks_by_size(np.array(lengths, np.int64), size)
    texts = [text for block in blocks for text in block.tolist()]
    assert sorted(texts) == list(range(len(lengths)))
    assert [lengths[text] for text in texts] == sorted(lengths)
    sizes = [sum(lengths[text] for text in block) for block in blocks]
    assert all(total <= size or len(block) == 1 for total, block in zip(sizes, blocks, strict=True))
    # Two neighbours would not have gone into one block.
    assert all(
        total + lengths[after[0]] > size for total, after in zip(sizes, blocks[1:], strict=False)
    )
