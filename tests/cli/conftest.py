"""The installed command, run as a reader runs it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]
COMMAND = shutil.which("bookrec", path=str(Path(sys.executable).parent))


def run_bookrec(*arguments: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the installed command, without Kaggle credentials and without a network."""
    if COMMAND is None:
        pytest.fail("the bookrec command is not installed beside this Python")
    clean = {name: value for name, value in os.environ.items() if "KAGGLE" not in name}
    clean |= {"HOME": str(cwd), "HF_HUB_OFFLINE": "1", "COLUMNS": "120", **variables}
    return subprocess.run(
        [COMMAND, *arguments],
        cwd=cwd,
        env=clean,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture
def bookrec(tmp_path: Path) -> Run:
    """The command in an empty working directory."""

    def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return run_bookrec(*arguments, cwd=tmp_path, **variables)

    return run


@pytest.fixture(scope="session")
def run_in() -> Run:
    """The command in a given working directory: `run_in(folder, *arguments)`."""

    def run(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return run_bookrec(*arguments, cwd=folder, **variables)

    return run


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working directory in which `run-all` has run on the packaged sample."""
    folder = tmp_path_factory.mktemp("finished")
    result = run_bookrec("run-all", cwd=folder)
    assert result.returncode == 0, result.stderr
    return folder
