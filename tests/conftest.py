"""Settings of all tests, and a Dask cluster whose workers can be killed."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock
from hypothesis import settings

if TYPE_CHECKING:
    from distributed import Nanny, SpecCluster

SAMPLE = Path(__file__).parent / "sample"

# A loaded machine is no failure: no example has a time limit. In CI the examples are the same every
# time, so that a change fails for what it changed; everywhere else they are new ones.
settings.register_profile("bookrec", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("bookrec")

# What runs in the background of a shell ignores Ctrl-C, and so would every process that is started
# here and stopped by it.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working directory in which `run-all` has run on the sample; copy it to change it.

    Test processes that run side by side share it: the first makes it. FINISHED_RUN names one that
    is there already: a copy of it saves a developer a minute.
    """
    root = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent
    folder = root / "finished"
    with FileLock(root / "finished.lock"):
        if not folder.exists():
            _finish(root / "being-finished").rename(folder)
    return folder


def _finish(folder: Path) -> Path:
    if "FINISHED_RUN" in os.environ:
        return shutil.copytree(os.environ["FINISHED_RUN"], folder)
    shutil.copytree(SAMPLE, folder / "data")
    command = str(Path(sys.executable).with_name("bookrec"))
    environment = {name: value for name, value in os.environ.items() if "KAGGLE" not in name}
    environment |= {"HOME": str(folder), "HF_HUB_OFFLINE": "1"}
    made = subprocess.run(
        [command, "run-all"], cwd=folder, env=environment, capture_output=True, check=False
    )
    assert made.returncode == 0, made.stderr.decode()
    return folder


@pytest.fixture(scope="module")
def cluster() -> Iterator["SpecCluster"]:
    """Three worker processes on this machine, two of which announce a GPU they do not have.

    A worker that is killed is started again.
    """
    import dask
    from distributed import Nanny, Scheduler, SpecCluster

    local = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0"}
    nanny = {"host": "127.0.0.1", "nthreads": 1, "silence_logs": 50}
    workers = {
        name: {"cls": Nanny, "options": {**nanny, "resources": resources}}
        for name, resources in enumerate([{}, {"GPU": 1}, {"GPU": 1}])
    }
    with (
        dask.config.set({"distributed.scheduler.no-workers-timeout": "60s"}),
        SpecCluster(
            workers, scheduler={"cls": Scheduler, "options": local}, silence_logs=50
        ) as cluster,
    ):
        yield cluster


@pytest.fixture
def kill_once() -> Callable[["Nanny"], Callable[[int, int], None]]:
    """Make a progress callback that kills a worker's process while there is work left."""

    def progress_for(worker: "Nanny") -> Callable[[int, int], None]:
        killed: list[int] = []

        def progress(done: int, total: int) -> None:
            if not killed:
                assert done < total
                killed.append(worker.pid)
                os.kill(worker.pid, signal.SIGKILL)

        return progress

    return progress_for
