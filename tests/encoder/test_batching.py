"""Batches of about equal length."""

from hypothesis import given
from hypothesis import strategies as st

from bookrec.encoder.batching import batches_by_length


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
