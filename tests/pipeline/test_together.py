"""Several processes on one folder: who waits, who is refused, and what readers see."""

import json
import signal
from pathlib import Path

import pytest

from bookrec.storage.artifacts import MANIFEST

from .campaigns import OTHER_SETTINGS, RECOMMEND, Ground
from .runs import STAGES, Command, Fault, copy_stages, describe_artifacts

pytestmark = [pytest.mark.slow, pytest.mark.campaign]

AT_ONCE = ("--set", "lock_timeout=0")


def test_runs_at_once_share_the_work(command: Command, ground: Ground, tmp_path: Path) -> None:
    copy_stages(ground.previous, tmp_path, STAGES)
    runs = [command.start(tmp_path, "run-all", "--json") for _ in range(3)]
    ends = [run.wait() for run in runs]
    assert [end.code for end in ends] == [0, 0, 0], [end.stderr for end in ends]
    made = [
        stage["stage"]
        for end in ends
        for stage in json.loads(end.stdout)["stages"]
        if not stage["skipped"]
    ]
    assert sorted(made) == sorted(STAGES)
    assert describe_artifacts(tmp_path) == describe_artifacts(ground.done)


def test_readers_get_one_whole_result_or_the_other(
    command: Command, ground: Ground, tmp_path: Path
) -> None:
    copy_stages(ground.previous, tmp_path, STAGES)
    for options in (OTHER_SETTINGS, ()):
        run = command.start(tmp_path, "run-all", "--force", options=options)
        n_answers = 0
        while run.is_going_on() or not n_answers:
            answer = command.run(tmp_path, *RECOMMEND)
            assert answer.code == 0, answer.stderr
            assert answer.stdout in ground.answers
            n_answers += 1
        assert run.wait().code == 0
    assert describe_artifacts(tmp_path) == describe_artifacts(ground.done)


@pytest.mark.parametrize("stage", ["clean", "tune"])
def test_a_stage_computed_elsewhere_is_refused_or_waited_for(
    faulty: Command, ground: Ground, tmp_path: Path, stage: str
) -> None:
    artifacts = ground.copy_before(tmp_path / "artifacts", stage)
    holder = faulty.start(artifacts, stage, fault=Fault(1, -signal.SIGSTOP, since=MANIFEST))
    holder.wait_for_stop()
    for arguments in ((stage,), ("run-all",), ("reset", "--yes")):
        refused = faulty.run(artifacts, *arguments, options=AT_ONCE)
        assert refused.code == 5
        assert f"another process is computing `{stage}`" in refused.stderr.splitlines()[-1]
        assert "lock_timeout" in refused.stderr
    assert faulty.run(artifacts, *RECOMMEND).stdout in ground.answers
    waiting = faulty.start(artifacts, stage, "--json")
    holder.send(signal.SIGCONT)
    assert holder.wait().code == 0
    waited = waiting.wait()
    assert waited.code == 0
    assert json.loads(waited.stdout)["skipped"]


def test_the_lock_of_a_dead_process_is_taken_over(
    faulty: Command, ground: Ground, tmp_path: Path
) -> None:
    artifacts = ground.copy_before(tmp_path / "artifacts", "train")
    dead = faulty.run(artifacts, "train", fault=Fault(1, -signal.SIGKILL, since=MANIFEST))
    assert dead.code == -signal.SIGKILL
    assert list((artifacts / "train").glob(".*.tmp"))
    assert faulty.run(artifacts, "train", options=AT_ONCE).code == 0
    assert not list((artifacts / "train").glob(".*.tmp"))


def test_a_reset_amid_runs_and_readers_is_whole(
    command: Command, ground: Ground, tmp_path: Path
) -> None:
    artifacts = copy_stages(ground.previous, tmp_path / "artifacts", STAGES)
    run = command.start(artifacts, "run-all")
    resets = [command.start(artifacts, "reset", "--yes") for _ in range(2)]
    while any(reset.is_going_on() for reset in resets):
        answer = command.run(artifacts, *RECOMMEND)
        assert answer.stdout in ground.answers if answer.code == 0 else answer.code == 5
        assert answer.code == 0 or "bookrec run-all" in answer.error
    assert [reset.wait().code for reset in resets] == [0, 0]
    # Whatever the run was doing, it went on, or says in one line what it missed.
    ended = run.wait()
    assert ended.code in (0, 5)
    assert "Traceback" not in ended.stderr
    assert command.run(artifacts, "run-all").code == 0
    found, expected = describe_artifacts(artifacts), describe_artifacts(ground.done)
    assert {name: expected[name] for name in found} == found


def test_a_killed_reset_is_finished_by_the_next(
    faulty: Command, ground: Ground, tmp_path: Path
) -> None:
    for moment in range(len(STAGES)):
        artifacts = copy_stages(ground.done, tmp_path / str(moment), STAGES)
        fault = Fault(1 + moment, -signal.SIGKILL, since=".removed")
        killed = faulty.run(artifacts, "reset", "--yes", fault=fault)
        assert killed.code == -signal.SIGKILL
        assert "bookrec run-all" in faulty.run(artifacts, *RECOMMEND).error
        assert faulty.run(artifacts, "reset", "--yes").code == 0
        assert list(artifacts.iterdir()) == []
