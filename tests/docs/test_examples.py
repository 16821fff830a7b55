"""The examples of the documentation run, in one go, as they stand there."""

from pathlib import Path

import numpy as np
import pytest

from .documents import ROOT, code_blocks

FEW_STEPS = """
[train]
dim = 16
hidden_dim = 16
epochs = 1
min_batches = 4
[tune]
n_fits = 1
epochs = 2
n_ranking_trials = 3
balance_steps = 2
[evaluate]
n_bootstrap = 100
"""


def test_what_is_plugged_in_works_as_documented(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("bookrec.toml").write_text(FEW_STEPS, encoding="utf-8")
    names: dict[str, object] = {}
    for code in code_blocks(ROOT / "docs" / "extend.md", "python"):
        exec(code, names)  # noqa: S102 - the project's own documentation
    recommendations, table = names["recommendations"], names["table"]
    assert [type(each.book_id) for each in recommendations] == [int] * 3
    assert all("Murder" in each.title for each in recommendations)
    assert set(table["model"]) == {"reader mean", "item mean"}
    assert np.isfinite(table.loc[table["metric"] == "rmse", "mean"]).all()
