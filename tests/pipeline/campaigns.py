"""Many faults, one after the other, and what came of each; for the tests and `benchmarks/`."""

import errno
import shutil
import signal
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bookrec.storage.artifacts import MANIFEST

from .runs import STAGES, Command, Ended, Fault, copy_stages, describe_artifacts, stage_of

RECOMMEND = ("recommend", "--book", "The Hobbit|J.R.R. Tolkien|5", "--json")
# Of the run before: other results in every stage.
OTHER_SETTINGS = ("--set", "clean.min_ratings_outside_list=9", "--set", "train.seed=9")
DISK_WORDS = {
    errno.ENOSPC: ("the disk is full", "No space left on device"),
    errno.EIO: ("the disk reports an error", "Input/output error"),
}


@dataclass(frozen=True)
class Ground:
    """What faults are measured against.

    Attributes:
        previous: Artifacts of an earlier run with other settings.
        done: The same after an undisturbed run on top.
        events: Of that run.
        answers: `recommend` on either.
    """

    previous: Path
    done: Path
    events: tuple[str, ...]
    answers: tuple[str, str]

    def events_of(self, stage: str) -> list[str]:
        """Return the events of one stage."""
        return [event for event in self.events if stage_of(event) == stage]

    def copy_before(self, target: Path, stage: str) -> Path:
        """Copy the artifacts as they are when a stage of the second run begins, without cache."""
        number = STAGES.index(stage)
        copy_stages(self.done, target, STAGES[:number])
        return copy_stages(self.previous, target, STAGES[number:])


@dataclass(frozen=True)
class Struck:
    """A run that something happened to: what it was about to do, and what went wrong then."""

    event: str
    problems: tuple[str, ...]


def prepare_ground(command: Command, folder: Path) -> Ground:
    """Make two undisturbed runs."""
    previous, done = folder / "previous", folder / "done"
    _succeed(command.run(previous, "run-all", options=OTHER_SETTINGS))
    copy_stages(previous, done, STAGES)
    run = _succeed(command.run(done, "run-all", fault=Fault(0, 0)))
    answers = tuple(_succeed(command.run(each, *RECOMMEND)).stdout for each in (previous, done))
    return Ground(previous, done, run.events, (answers[0], answers[1]))


def kill_often(
    command: Command,
    ground: Ground,
    artifacts: Path,
    per_stage: int,
    seed: int,
    number: signal.Signals = signal.SIGKILL,
) -> Iterator[Struck]:
    """Kill `run-all` in every stage, start it again each time, then let it finish.

    Half of the moments are drawn from the whole stage, then as many from its publishing; a tick
    of progress is a moment too.

    Args:
        command: The command.
        ground: From `prepare_ground`.
        artifacts: New folder.
        per_stage: Kills in each stage.
        seed: Of the moments.
        number: Signal to kill with.

    Yields:
        Each killed run, and the last one, that nobody kills.
    """
    copy_stages(ground.previous, artifacts, STAGES)
    rng = np.random.default_rng(seed)
    for stage in STAGES:
        events = ground.events_of(stage)
        n_publishing = len(events) - next(i for i, event in enumerate(events) if MANIFEST in event)
        left = len(events)
        for kill in range(per_stage):
            if kill < per_stage / 2:
                fault = Fault(1 + int(rng.integers(left)), -number, since=stage)
            else:  # what is published first in a run belongs to the first stage that is not done
                fault = Fault(1 + int(rng.integers(n_publishing)), -number, since=MANIFEST)
            ended = command.run(artifacts, "run-all", fault=fault)
            if len(ended.events) < fault.at:  # the kill before came when the stage was done
                _undo(ground, artifacts, stage)
                ended = command.run(artifacts, "run-all", fault=fault)
            left -= _count_spared(events, ended.events[: fault.at])
            yield Struck(
                ended.events[fault.at - 1],
                _problems_of_death(ended, number) + _problems_of_answer(command, ground, artifacts),
            )
    yield Struck("the end", _problems_of_end(command, ground, artifacts, "run-all"))


def refuse_changes(
    command: Command, ground: Ground, folder: Path, stage: str, error: int, moments: Iterable[int]
) -> Iterator[Struck]:
    """Let the disk refuse one change of a stage after the other.

    Args:
        command: The command.
        ground: From `prepare_ground`.
        folder: For the artifacts.
        stage: Stage to compute.
        error: What the disk answers; where it is full it stays full.
        moments: Which changes, counted from 0; the first that is not reached ends it.

    Yields:
        Each refused run, and what the run after it did not make good.
    """
    for moment in moments:
        artifacts = ground.copy_before(folder / f"{stage}-{error}-{moment}", stage)
        fault = Fault(moment + 1, error, lasting=error == errno.ENOSPC)
        ended = command.run(artifacts, stage, fault=fault)
        if len(ended.events) <= moment:
            return
        event = ended.events[moment]
        yield Struck(
            event,
            _problems_of_refusal(ended, event, error)
            + _problems_of_answer(command, ground, artifacts)
            + _problems_of_end(command, ground, artifacts, stage),
        )
        shutil.rmtree(artifacts)


def _undo(ground: Ground, artifacts: Path, stage: str) -> None:
    """Put back the earlier results of a stage and of those after it."""
    stages = STAGES[STAGES.index(stage) :]
    for each in stages:
        shutil.rmtree(artifacts / each)
    copy_stages(ground.previous, artifacts, stages)


def _count_spared(events: Sequence[str], killed: Sequence[str]) -> int:
    """Count events of a killed run that the next one is spared, as a cache keeps its work."""
    if not any("cache/" in event for event in events):
        return 0
    return sum("cache/" in event or event.startswith("tick ") for event in killed)


def _problems_of_death(ended: Ended, number: signal.Signals) -> tuple[str, ...]:
    code = -number if number == signal.SIGKILL else 128 + number
    if ended.code == code and "Traceback" not in ended.stderr:
        return ()
    return (f"left with {ended.code}: {ended.stderr}",)


def _problems_of_refusal(ended: Ended, event: str, error: int) -> tuple[str, ...]:
    # Python makes nothing of a refusal to make a folder that is there.
    if ended.code == 0 and event.startswith("mkdir "):
        return ()
    if ended.code == 5 and any(words in ended.error for words in DISK_WORDS[error]):
        return ()
    return (f"left with {ended.code}: {ended.stderr}",)


def _problems_of_answer(command: Command, ground: Ground, artifacts: Path) -> tuple[str, ...]:
    answer = command.run(artifacts, *RECOMMEND)
    if answer.code == 0 and answer.stdout in ground.answers:
        return ()
    return (f"recommend answered with {answer.code}: {answer.stderr}",)


def _problems_of_end(
    command: Command, ground: Ground, artifacts: Path, run: str
) -> tuple[str, ...]:
    """Run again, undisturbed, and name what is not as it should be."""
    last = command.run(artifacts, run)
    verified = command.run(artifacts, "info", "--verify")
    made = STAGES if run == "run-all" else STAGES[: STAGES.index(run) + 1]
    expected, found = describe_artifacts(ground.done, made), describe_artifacts(artifacts, made)
    differing = [
        name for name in sorted({*expected, *found}) if expected.get(name) != found.get(name)
    ]
    problems = [ended.stderr for ended in (last, verified) if ended.code]
    return (*problems, *(f"{name} differs" for name in differing))


def _succeed(ended: Ended) -> Ended:
    if ended.code:
        raise RuntimeError(ended.stderr)
    return ended
