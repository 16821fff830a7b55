"""Who is learnt from: `tune` from training users alone, `fit` from everybody."""

from pathlib import Path

import pandas as pd
import pytest

from bookrec.data.split import assign_splits
from bookrec.pipeline.runner import run_stage
from bookrec.settings import Settings, load_settings
from bookrec.storage.artifacts import open_latest

from .tiny import write_tiny_project


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of a tiny project."""
    write_tiny_project(tmp_path)
    monkeypatch.chdir(tmp_path)
    return load_settings({})


def digests(settings: Settings, stage: str) -> dict[str, str]:
    """Run everything a stage needs, and return the digests of its files."""
    for name in ("clean", "embed", "train", "encode", "tune", "fit"):
        run_stage(name, settings, settings.data_dir)
    files = open_latest(settings.artifacts_dir, stage).manifest.files
    return {name: record.sha256 for name, record in files.items()}


def test_a_test_users_rating_reaches_what_is_served_and_not_what_is_measured(
    settings: Settings,
) -> None:
    tuned, fitted = digests(settings, "tune"), digests(settings, "fit")
    (path,) = settings.data_dir.glob("all_books_dataset/*.csv")
    ratings = pd.read_csv(path, dtype=str)
    users = ratings["ID"].unique()
    parts = assign_splits(pd.Series(users), settings.split)
    one = ratings.index[ratings["ID"] == users[(parts == "test").argmax()]][0]
    worst, best = "did not like it", "it was amazing"
    ratings.loc[one, "Rating"] = best if ratings["Rating"][one] == worst else worst
    ratings.to_csv(path, index=False)

    assert digests(settings, "tune") == tuned
    changed = digests(settings, "fit")
    assert {name for name, digest in changed.items() if fitted[name] != digest}
