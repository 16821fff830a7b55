import numpy as np
import pytest

from bookrec.evaluation.report.tables import list_differences, select_users, summarize
from bookrec.metrics.significance import correct_holm
from bookrec.settings import EvaluateSettings

RNG = np.random.default_rng(12)
BASE = RNG.normal(0.3, 0.2, 80)
VALUES = {
    "ours": {"spearman": BASE + RNG.normal(0.1, 0.05, 80)},
    "base": {"spearman": BASE},
    "equal": {"spearman": BASE + RNG.normal(0, 0.05, 80)},
    "ranker": {"recall@20": BASE},
}


def test_summary_states_users_and_interval(settings: EvaluateSettings) -> None:
    values = {"ours": {"spearman": np.append(BASE, np.nan)}}
    (row,) = summarize(values, settings, "some group")
    assert (row.group, row.model, row.metric) == ("some group", "ours", "spearman")
    assert row.n_users == 80
    assert row.mean == pytest.approx(BASE.mean())
    assert row.low < row.mean < row.high


def test_differences_are_paired_and_corrected(settings: EvaluateSettings) -> None:
    better, same = sorted(
        list_differences(VALUES, "ours", "spearman", settings), key=lambda row: row.reference
    )
    assert (better.reference, same.reference) == ("base", "equal")
    assert better.mean == pytest.approx((VALUES["ours"]["spearman"] - BASE).mean())
    # Paired: far narrower than the spread of the users.
    assert better.high - better.low < 0.03
    assert better.low > 0
    assert better.p_holm < 1e-6
    raw = np.array([better.p_value, same.p_value])
    np.testing.assert_allclose([better.p_holm, same.p_holm], correct_holm(raw))


def test_no_difference_is_not_significant(settings: EvaluateSettings) -> None:
    rows = {row.reference: row for row in list_differences(VALUES, "base", "spearman", settings)}
    assert rows["equal"].low < 0 < rows["equal"].high
    assert rows["equal"].p_holm > 0.01


def test_selecting_users_keeps_models_aligned() -> None:
    kept = BASE > 0.3
    selected = select_users(VALUES, kept)
    assert selected["ours"]["spearman"].tolist() == VALUES["ours"]["spearman"][kept].tolist()
