import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from bookrec.metrics.significance import (
    bootstrap_interval,
    bootstrap_means,
    compute_wilcoxon,
    correct_holm,
)


def test_interval_agrees_with_scipy() -> None:
    values = np.random.default_rng(1).normal(0.3, 0.2, 400)
    ours = bootstrap_interval(values, n_bootstrap=5000, seed=2)
    theirs = stats.bootstrap(
        (values,), np.mean, n_resamples=5000, method="percentile", rng=np.random.default_rng(3)
    ).confidence_interval
    assert ours.mean == pytest.approx(values.mean())
    assert ours.low == pytest.approx(theirs.low, abs=2e-3)
    assert ours.high == pytest.approx(theirs.high, abs=2e-3)


def test_interval_is_reproducible_and_leaves_out_nan() -> None:
    values = np.array([0.1, np.nan, 0.5, 0.4, np.nan])
    first = bootstrap_interval(values, n_bootstrap=200, seed=4)
    assert first == bootstrap_interval(values[[0, 2, 3]], n_bootstrap=200, seed=4)
    assert first.n_users == 3
    assert first.low <= first.mean <= first.high


def test_interval_of_nobody_is_unknown() -> None:
    interval = bootstrap_interval(np.array([np.nan]), n_bootstrap=100, seed=0)
    assert interval.n_users == 0
    assert np.isnan(interval.mean)


def test_columns_stay_paired() -> None:
    values = np.random.default_rng(6).normal(size=(50, 1)) + np.array([[0.0, 0.25]])
    means = bootstrap_means(values, n_bootstrap=300, seed=1)
    np.testing.assert_allclose(means[:, 1] - means[:, 0], 0.25)


def test_many_rows_are_resampled_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.random.default_rng(9).normal(size=(40, 2))
    monkeypatch.setattr("bookrec.metrics.significance.BLOCK_ELEMENTS", 40 * 7)
    means = bootstrap_means(values, n_bootstrap=300, seed=1)
    assert means.shape == (300, 2)
    assert len(np.unique(means[:, 0])) == 300  # no block repeats another
    np.testing.assert_allclose(means.mean(axis=0), values.mean(axis=0), atol=0.05)


def test_wilcoxon_leaves_out_nan_and_knows_no_difference() -> None:
    differences = np.random.default_rng(7).normal(0.4, 1, 60)
    expected = stats.wilcoxon(differences).pvalue
    assert compute_wilcoxon(np.append(differences, np.nan)) == pytest.approx(expected)
    assert compute_wilcoxon(np.array([0.0, 0.0, np.nan])) == 1


def test_holm_worked_example() -> None:
    # Sorted 0.01, 0.02, 0.04 times 3, 2, 1; never below the one before.
    np.testing.assert_allclose(correct_holm(np.array([0.04, 0.01, 0.02])), [0.04, 0.03, 0.04])
    np.testing.assert_allclose(correct_holm(np.array([0.5, 0.6])), [1, 1])


@given(st.lists(st.floats(0, 1), max_size=8))
def test_holm_is_between_the_raw_and_the_bonferroni_value(values: list[float]) -> None:
    raw = np.array(values)
    adjusted = correct_holm(raw)
    assert (adjusted >= raw).all()
    assert (adjusted <= np.minimum(raw * len(raw), 1)).all()
