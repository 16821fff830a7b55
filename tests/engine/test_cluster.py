"""The engine of a Dask cluster, on real worker processes."""

import os
import signal
import sys
from pathlib import Path

import dask
import pytest
from distributed import Scheduler, SpecCluster, Worker

from bookrec.engine import open_engine
from bookrec.errors import ArtifactError, ConfigError
from bookrec.settings import EngineSettings


def process_of_call(shared: int, partition: int) -> tuple[int, int]:
    return shared * partition, os.getpid()


def repeat(shared: list[str], partition: list[str]) -> list[list[str]]:
    return [shared, partition, partition]


def kill_the_first_time(marker: Path, partition: int) -> int:
    if partition == 5 and not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return partition


def kill_always(shared: None, partition: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def refuse(shared: str, partition: int) -> None:
    raise ArtifactError(f"{shared}: partition {partition}")


@pytest.fixture
def on_cluster(cluster: SpecCluster) -> EngineSettings:
    return EngineSettings(scheduler=cluster.scheduler_address)


def test_results_come_in_order_from_other_processes(on_cluster: EngineSettings) -> None:
    with open_engine(on_cluster) as engine:
        results = list(engine.map(process_of_call, 2, range(40)))
    assert [value for value, _ in results] == list(range(0, 80, 2))
    assert os.getpid() not in {process for _, process in results}


def test_lists_travel_in_one_piece(on_cluster: EngineSettings) -> None:
    with open_engine(on_cluster) as engine:
        (result,) = engine.map(repeat, ["shared"], [["part"]])
    assert result == [["shared"], ["part"], ["part"]]
    assert result[1] is result[2]  # each item sent by itself would have come as two


def test_work_for_a_gpu_goes_to_the_workers_that_announce_one(
    on_cluster: EngineSettings, cluster: SpecCluster
) -> None:
    with_gpu = {cluster.workers[1].pid, cluster.workers[2].pid}
    with open_engine(on_cluster) as engine:
        results = list(engine.map(process_of_call, 1, range(40), gpu=True))
    assert {process for _, process in results} <= with_gpu


def test_a_failure_of_a_call_is_the_callers(on_cluster: EngineSettings) -> None:
    with open_engine(on_cluster) as engine, pytest.raises(ArtifactError, match="disk: partition 0"):
        list(engine.map(refuse, "disk", [0]))


def test_the_work_of_a_killed_worker_is_done_by_another(
    on_cluster: EngineSettings, tmp_path: Path
) -> None:
    marker = tmp_path / "killed"
    with open_engine(on_cluster) as engine:
        assert list(engine.map(kill_the_first_time, marker, range(40))) == list(range(40))
    assert marker.exists()


def test_work_that_kills_every_worker_ends_in_one_line(on_cluster: EngineSettings) -> None:
    with open_engine(on_cluster) as engine, pytest.raises(ConfigError, match="memory"):
        list(engine.map(kill_always, None, [0]))


def test_nothing_is_joined_before_there_is_work() -> None:
    with open_engine(EngineSettings(scheduler="tcp://127.0.0.1:1")):
        pass


def test_a_scheduler_without_workers_is_refused() -> None:
    options = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0"}
    with (
        SpecCluster({}, scheduler={"cls": Scheduler, "options": options}) as cluster,
        open_engine(EngineSettings(scheduler=cluster.scheduler_address)) as engine,
        pytest.raises(ConfigError, match="no workers"),
    ):
        list(engine.map(process_of_call, 1, [1]))


@pytest.mark.parametrize("patience", ["1ms", "1h"], ids=["scheduler", "command"])
def test_work_that_no_worker_is_left_for_is_refused(
    patience: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bookrec.engine.cluster._LOOK_SECONDS", 0.1)
    monkeypatch.setattr("bookrec.engine.cluster._PATIENCE_SECONDS", 0.5)
    options = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0"}
    worker = {"cls": Worker, "options": {"host": "127.0.0.1", "nthreads": 1}}
    with (
        dask.config.set({"distributed.scheduler.no-workers-timeout": patience}),
        SpecCluster(
            {0: worker}, scheduler={"cls": Scheduler, "options": options}, silence_logs=50
        ) as cluster,
        open_engine(EngineSettings(scheduler=cluster.scheduler_address)) as engine,
        pytest.raises(ConfigError, match="no worker is left"),
    ):
        results = engine.map(process_of_call, 1, range(40))
        next(results)
        cluster.sync(cluster.workers[0].close)
        list(results)
    if patience == "1h":
        (said,) = (each.getMessage() for each in caplog.records if "bookrec" in each.name)
        assert said.endswith("no worker is left; waiting for new ones")


def test_two_clusters_at_once_are_refused() -> None:
    settings = EngineSettings(scheduler="tcp://127.0.0.1:1", workers=2)
    with pytest.raises(ConfigError, match="both"), open_engine(settings):
        pass


def test_a_missing_extra_is_named_with_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        open_engine(EngineSettings(workers=1)) as engine,
        pytest.raises(ConfigError, match=r"pip install 'bookrec\[dask\]'"),
    ):
        list(engine.map(process_of_call, 1, [1]))
