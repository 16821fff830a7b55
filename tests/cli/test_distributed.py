"""Stages and batch recommendations on a cluster, one of whose workers is killed in mid-run."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from distributed import Nanny, SpecCluster
from tests.sample import sample_folder

from bookrec.data.matching import join
from bookrec.pipeline import users
from bookrec.pipeline.runner import run_stage
from bookrec.pipeline.stages import encode
from bookrec.settings import EngineSettings, Settings
from bookrec.storage.files import BOOK_EMBEDDINGS

KillOnce = Callable[[Nanny], Callable[[int, int], None]]
RATINGS = sample_folder() / "all_books_dataset"


@pytest.fixture
def on_cluster(finished: Path, cluster: SpecCluster, tmp_path: Path) -> Settings:
    """Settings of the finished run, in a copy of its artifacts, on the cluster."""
    shutil.copytree(finished / "artifacts", tmp_path / "artifacts")
    engine = EngineSettings(scheduler=cluster.scheduler_address)
    return Settings(artifacts_dir=tmp_path / "artifacts", engine=engine)


@pytest.mark.slow
def test_clean_writes_the_same_bytes_though_a_worker_is_killed(
    on_cluster: Settings,
    cluster: SpecCluster,
    kill_once: KillOnce,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(join, "TITLES", 16)
    alone = run_stage("clean", on_cluster, sample_folder())
    assert alone.skipped
    together = run_stage(
        "clean", on_cluster, sample_folder(), force=True, progress=kill_once(cluster.workers[0])
    )
    assert together.artifact.manifest.files == alone.artifact.manifest.files


@pytest.mark.slow
def test_encode_makes_the_same_rows_though_a_worker_is_killed(
    on_cluster: Settings,
    cluster: SpecCluster,
    kill_once: KillOnce,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    alone = run_stage("encode", on_cluster, None)
    assert alone.skipped
    expected = np.load(alone.artifact.path(BOOK_EMBEDDINGS))
    monkeypatch.setattr(encode, "ROWS", 32)
    together = run_stage(
        "encode", on_cluster, None, force=True, progress=kill_once(cluster.workers[2])
    )
    rows = np.load(together.artifact.path(BOOK_EMBEDDINGS))
    np.testing.assert_allclose(rows, expected, atol=1e-6)
    assert together.artifact.manifest.fingerprint == alone.artifact.manifest.fingerprint


@pytest.mark.slow
def test_all_users_get_the_same_lists_though_a_worker_is_killed(
    on_cluster: Settings,
    cluster: SpecCluster,
    kill_once: KillOnce,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(users, "USERS", 16)
    alone = list(
        users.recommend_users(on_cluster.model_copy(update={"engine": EngineSettings()}), RATINGS)
    )
    rows = users.recommend_users(on_cluster, RATINGS)
    together = [next(rows)]
    kill_once(cluster.workers[0])(1, 2)
    together += rows
    assert together == alone


@pytest.mark.slow
def test_workers_on_this_machine_and_nothing_else_on_the_terminal(
    run_in: Callable, finished: Path, tmp_path: Path
) -> None:
    shutil.copytree(finished / "artifacts", tmp_path / "artifacts")
    result = run_in(tmp_path, "encode", "--force", "--workers", "2", "--json")
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""


def test_a_scheduler_that_is_not_there_is_3(run_in, finished: Path) -> None:  # noqa: ANN001
    result = run_in(
        finished,
        *("encode", "--force", "--scheduler", "tcp://127.0.0.1:1"),
        DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT="100ms",
    )
    assert result.returncode == 3
    (line,) = result.stderr.splitlines()
    assert line.startswith("Error: tcp://127.0.0.1:1: no Dask scheduler")
    assert "--workers" in line
