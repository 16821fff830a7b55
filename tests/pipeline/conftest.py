"""The command on a tiny catalogue, with the faults that can happen to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from .campaigns import Ground, prepare_ground
from .runs import Command, build_faults
from .tiny import write_tiny_project


@pytest.fixture(scope="session")
def faults(tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    """The library that fails or kills at the N-th event, where it can be built."""
    return build_faults(tmp_path_factory.mktemp("faults"))


@pytest.fixture(scope="session")
def command(tmp_path_factory: pytest.TempPathFactory, faults: Path | None) -> Iterator[Command]:
    """The command in a folder with a tiny project."""
    folder = tmp_path_factory.mktemp("command")
    write_tiny_project(folder)
    with Command(folder, faults) as running:
        yield running


@pytest.fixture(scope="session")
def faulty(command: Command, faults: Path | None) -> Command:
    """The command, to which faults can happen."""
    if faults is None:
        pytest.skip("the faults need Linux and a C compiler")
    return command


@pytest.fixture(scope="session")
def ground(command: Command, tmp_path_factory: pytest.TempPathFactory) -> Ground:
    """Artifacts of two runs that nothing disturbed; tests copy them."""
    return prepare_ground(command, tmp_path_factory.mktemp("ground"))
