"""Maximal marginal relevance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from bookrec.scoring.lists.rerank import compute_similarity_within, select_diverse

# Two like items with the best scores, one unlike them, one between.
SCORES = np.array([4.0, 3.8, 2.0, 0.0], dtype=np.float32)
ROWS = np.array([[1, 0], [1, 0], [0, 1], [0.6, 0.8]], dtype=np.float32)


@pytest.mark.parametrize(
    ("diversity", "expected"),
    [
        pytest.param(0.0, [0, 1, 2, 3], id="scores-alone"),
        # After 0: item 1 gains .5*.95 - .5*1 = -.025, item 2 .5*.5 - 0 = .25,
        # item 3 0 - .5*.6 = -.3; then item 1 -.025 against item 3 -.5*.8 = -.4.
        pytest.param(0.5, [0, 2, 1, 3], id="half"),
        # After 0 and 2: item 1 -1, item 3 -.8.
        pytest.param(1.0, [0, 2, 3, 1], id="unlikeness-alone"),
    ],
)
def test_hand_computed(diversity: float, expected: list[int]) -> None:
    assert select_diverse(SCORES, ROWS, 4, diversity) == expected


def test_a_refused_item_is_left_out_and_not_compared_with() -> None:
    refused = []

    def accept(item: int) -> bool:
        refused.append(item)
        return item != 0

    assert select_diverse(SCORES, ROWS, 2, 0.5, accept) == [1, 2]
    assert refused == [0, 1, 2]


items = st.integers(1, 15).flatmap(
    lambda n: st.tuples(
        hnp.arrays(np.float32, n, elements=st.floats(-100, 100, width=32)).map(
            lambda scores: -np.sort(-scores)
        ),
        hnp.arrays(np.float32, (n, 3), elements=st.floats(-1, 1, width=32)),
        st.integers(1, 20),
    )
)


@given(items, st.floats(0, 1))
def test_chooses_distinct_items_and_starts_with_the_best(
    example: tuple[np.ndarray, np.ndarray, int], diversity: float
) -> None:
    scores, rows, n = example
    chosen = select_diverse(scores, rows, n, diversity)
    assert len(chosen) == len(set(chosen)) == min(n, len(scores))
    assert chosen[0] == 0


@given(items)
def test_without_diversity_the_best_scores_win(example: tuple[np.ndarray, np.ndarray, int]) -> None:
    scores, rows, n = example
    assert select_diverse(scores, rows, n, 0.0) == list(range(min(n, len(scores))))


def test_similarity_within_is_the_mean_over_pairs() -> None:
    cosines = ROWS @ ROWS.T
    expected = cosines[np.triu_indices(4, k=1)].mean()
    assert compute_similarity_within(ROWS) == pytest.approx(expected)
    assert compute_similarity_within(ROWS[:1]) is None
