"""Ctrl-C and SIGTERM: their exit codes, a clear screen, nothing left behind after the next run."""

import os
import shutil
import signal
import sys
from pathlib import Path

import pexpect
import pytest

from .campaigns import Ground, kill_often
from .runs import STAGES, Command
from .tiny import write_tiny_project

pytestmark = [pytest.mark.slow, pytest.mark.campaign]

BOTH = pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])


@BOTH
def test_stopped_in_every_stage_it_ends_as_if_undisturbed(
    faulty: Command, ground: Ground, tmp_path: Path, number: signal.Signals
) -> None:
    stopped = list(kill_often(faulty, ground, tmp_path / "stopped", 1, number, number))
    assert len(stopped) == len(STAGES) + 1
    assert [struck for struck in stopped if struck.problems] == []


@BOTH
def test_the_progress_bar_is_cleared(tmp_path: Path, number: signal.Signals) -> None:
    write_tiny_project(tmp_path)
    command = shutil.which("bookrec", path=str(Path(sys.executable).parent))
    assert command is not None
    environment = {**os.environ, "TERM": "xterm", "HF_HUB_OFFLINE": "1", "HOME": str(tmp_path)}
    child = pexpect.spawn(
        command, ["run-all"], cwd=tmp_path, env=environment, encoding="utf-8", timeout=None
    )
    child.expect("embed.*\u2501")
    child.kill(number)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 128 + number
    hidden, shown = child.before.rfind("\x1b[?25l"), child.before.rfind("\x1b[?25h")
    assert shown > hidden
    on_the_screen = child.before.rsplit("\x1b[2K", 1)[-1]
    assert "\u2501" not in on_the_screen
    assert "Traceback" not in child.before
