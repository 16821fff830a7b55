from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats
from sklearn.metrics import (
    mean_absolute_error,
    roc_auc_score,
    root_mean_squared_error,
)

from bookrec.metrics.rating import (
    compute_concordance,
    compute_kendall,
    compute_mae,
    compute_ranks,
    compute_rmse,
    compute_spearman,
)

Case = tuple[np.ndarray, np.ndarray, np.ndarray]

stars = st.sampled_from([1.0, 1.5, 2.0, 3.0, 4.0, 5.0])
# Few distinct scores, so that ties are common.
coarse_scores = st.integers(-4, 4).map(float)


@st.composite
def users(
    draw: st.DrawFn,
    scores: st.SearchStrategy[float] = coarse_scores,
    ratings: st.SearchStrategy[float] = stars,
) -> Case:
    """Flat ratings, flat scores and offsets of one to five users."""
    lengths = draw(st.lists(st.integers(1, 12), min_size=1, max_size=5))
    n = sum(lengths)
    return (
        draw(hnp.arrays(np.float32, n, elements=ratings)),
        draw(hnp.arrays(np.float64, n, elements=scores)),
        np.concatenate([[0], np.cumsum(lengths)]),
    )


def per_user(
    metric: Callable[..., Any], ratings: np.ndarray, scores: np.ndarray, offsets: np.ndarray
):
    """The reference value of each user; the project's rule for constant arrays."""
    values = []
    for start, end in zip(offsets[:-1], offsets[1:], strict=True):
        truth, guess = ratings[start:end], scores[start:end]
        if len(np.unique(truth)) == 1:
            values.append(np.nan)
        elif len(np.unique(guess)) == 1:
            values.append(0.0)
        else:
            values.append(metric(truth, guess).statistic)
    return np.array(values)


@given(users())
def test_spearman_equals_scipy(case: Case):
    np.testing.assert_allclose(
        compute_spearman(*case), per_user(stats.spearmanr, *case), atol=1e-12
    )


@given(users())
def test_kendall_equals_scipy(case: Case):
    np.testing.assert_allclose(
        compute_kendall(*case), per_user(stats.kendalltau, *case), atol=1e-12
    )


@given(users())
def test_ranks_equal_scipy(case: Case):
    _, scores, offsets = case
    expected = [
        stats.rankdata(scores[start:end])
        for start, end in zip(offsets[:-1], offsets[1:], strict=True)
    ]
    np.testing.assert_array_equal(compute_ranks(scores, offsets), np.concatenate(expected))


@given(users(ratings=st.sampled_from([2.0, 4.0])))
def test_concordance_of_two_levels_is_the_area_under_the_curve(case: Case):
    ratings, scores, offsets = case
    result = compute_concordance(*case)
    for user, (start, end) in enumerate(zip(offsets[:-1], offsets[1:], strict=True)):
        liked = ratings[start:end] == 4
        if liked.all() or not liked.any():
            assert np.isnan(result[user])
        else:
            assert result[user] == pytest.approx(roc_auc_score(liked, scores[start:end]))


@given(users())
def test_errors_equal_scikit_learn(case: Case):
    ratings, scores, offsets = case
    slices = [slice(a, b) for a, b in zip(offsets[:-1], offsets[1:], strict=True)]
    np.testing.assert_allclose(
        compute_rmse(*case), [root_mean_squared_error(ratings[s], scores[s]) for s in slices]
    )
    np.testing.assert_allclose(
        compute_mae(*case), [mean_absolute_error(ratings[s], scores[s]) for s in slices]
    )


@given(users(scores=st.integers(-1000, 1000).map(float)))
def test_only_the_order_of_scores_counts(case: Case):
    ratings, scores, offsets = case
    stretched = scores**3 + 7
    for metric in (compute_spearman, compute_kendall, compute_concordance):
        np.testing.assert_array_equal(
            metric(ratings, scores, offsets), metric(ratings, stretched, offsets)
        )


def test_worked_example():
    ratings = np.array([5, 4, 1, 3, 3, 2, 4], dtype=np.float32)
    scores = np.array([0.9, 0.8, 0.1, 0.3, 0.7, 0.5, 0.5])
    offsets = np.array([0, 3, 5, 7])
    # First user: perfect order. Second: equal ratings. Third: equal scores.
    np.testing.assert_array_equal(compute_spearman(ratings, scores, offsets), [1, np.nan, 0])
    np.testing.assert_array_equal(compute_kendall(ratings, scores, offsets), [1, np.nan, 0])
    np.testing.assert_array_equal(compute_concordance(ratings, scores, offsets), [1, np.nan, 0.5])


def test_one_swapped_pair():
    ratings = np.array([1, 2, 3, 4], dtype=np.float32)
    scores = np.array([1.0, 2.0, 4.0, 3.0])
    offsets = np.array([0, 4])
    # 1 - 6 * (1 + 1) / (4 * 15) = 0.8; five of six pairs agree, so tau = (5 - 1) / 6.
    assert compute_spearman(ratings, scores, offsets) == pytest.approx([0.8])
    assert compute_kendall(ratings, scores, offsets) == pytest.approx([4 / 6])
    assert compute_concordance(ratings, scores, offsets) == pytest.approx([5 / 6])
    assert compute_rmse(ratings, scores, offsets) == pytest.approx([np.sqrt(0.5)])
    assert compute_mae(ratings, scores, offsets) == pytest.approx([0.5])
