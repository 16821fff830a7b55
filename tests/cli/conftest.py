"""The installed command, run as a reader runs it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.pipeline.tiny import write_tiny_project

Run = Callable[..., subprocess.CompletedProcess[str]]
COMMAND = shutil.which("bookrec", path=str(Path(sys.executable).parent))
AS_OTHERS = ("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--")


def _limits() -> tuple[str, ...]:
    """What takes root's right to write anywhere away from a command, where that can be done."""
    if os.geteuid() or shutil.which(AS_OTHERS[0]) is None:
        return ()
    works = subprocess.run([*AS_OTHERS, "true"], capture_output=True, check=False).returncode == 0
    return AS_OTHERS if works else ()


LIMITS = _limits()


def run_bookrec(
    *arguments: str, cwd: Path, encoding: str = "utf-8", **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run the installed command as no one special, without Kaggle credentials or a network."""
    if COMMAND is None:
        pytest.fail("the bookrec command is not installed beside this Python")
    clean = {
        name: value
        for name, value in os.environ.items()
        if "KAGGLE" not in name and not name.startswith("XDG_")
    }
    clean |= {"HOME": str(cwd), "HF_HUB_OFFLINE": "1", "COLUMNS": "120", **variables}
    return subprocess.run(
        [*LIMITS, COMMAND, *arguments],
        cwd=cwd,
        env=clean,
        capture_output=True,
        encoding=encoding,
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


@pytest.fixture
def unwritable(tmp_path: Path) -> Iterator[Path]:
    """A folder that the command may not write into."""
    if os.geteuid() == 0 and not LIMITS:
        pytest.skip("root may write anywhere")
    folder = tmp_path / "unwritable"
    folder.mkdir(mode=0o555)
    yield folder
    folder.chmod(0o755)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working directory with a tiny tuned recommender: 60 books, made in a few seconds."""
    folder = tmp_path_factory.mktemp("small")
    write_tiny_project(folder)
    for stage in ("clean", "embed", "train", "encode", "tune", "fit"):
        result = run_bookrec(stage, cwd=folder)
        assert result.returncode == 0, result.stderr
    return folder


@pytest.fixture
def reader(small: Path, tmp_path: Path, run_in: Run) -> Run:
    """The command of a reader with an empty shelf of their own, on the tiny recommender."""
    shelf = str(tmp_path / "books.csv")

    def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return run_in(small, *arguments, BOOKREC_SHELF_FILE=shelf, **variables)

    return run
