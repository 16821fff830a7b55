"""The command in forked children, with faults at chosen events; what a run left behind."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bookrec.pipeline.stages import STAGES as PIPELINE
from bookrec.storage.artifacts import MANIFEST, MANIFEST_DIGEST, sha256_of

HERE = Path(__file__).parent
STAGES = tuple(PIPELINE)


@dataclass(frozen=True)
class Fault:
    """What happens at the `at`-th event, counted from 1.

    Attributes:
        at: Event; 0 for none.
        what: An errno, or a signal as a negative number.
        lasting: Whether the disk refuses everything from then on.
        since: Events are counted from the first that has this in its path.
    """

    at: int
    what: int
    lasting: bool = False
    since: str = ""


@dataclass(frozen=True)
class Ended:
    """A run that is over: exit code (negative: the signal it died of), output and events."""

    code: int
    stdout: str
    stderr: str
    events: tuple[str, ...]

    @property
    def error(self) -> str:
        """What the one line on stderr says; empty where there is more or less than that."""
        lines = self.stderr.splitlines()
        is_error = len(lines) == 1 and lines[0].startswith("Error: ")
        return lines[0].removeprefix("Error: ") if is_error else ""


class Running:
    """A run that may still be going on."""

    def __init__(self, command: "Command", pid: int, outputs: dict[str, str]) -> None:
        self._command, self._pid, self._outputs = command, pid, outputs

    def wait(self) -> Ended:
        """Wait for the end."""
        return self._read(self._command.ask({"wait": self._pid}))

    def wait_for_stop(self) -> None:
        """Wait until a SIGSTOP has stopped it."""
        assert self._command.ask({"stopped": self._pid})

    def is_going_on(self) -> bool:
        """Whether it has not ended yet."""
        return bool(self._command.ask({"alive": self._pid}))

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""
        os.kill(self._pid, number)

    def _read(self, code: int) -> Ended:
        texts = {name: Path(path).read_text("utf-8") for name, path in self._outputs.items()}
        return Ended(code, texts["stdout"], texts["stderr"], tuple(texts["log"].splitlines()))


class Command:
    """The command in a working folder, where it finds its settings file."""

    def __init__(self, folder: Path, faults: Path | None) -> None:
        """Start the process that forks, with the fault library if there is one."""
        self.folder = folder
        self._can_fail = faults is not None
        self._n_runs = 0
        environment = {name: value for name, value in os.environ.items() if "KAGGLE" not in name}
        threads = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
        environment |= {"HOME": str(folder), "HF_HUB_OFFLINE": "1", **dict.fromkeys(threads, "1")}
        if faults is not None:
            environment["LD_PRELOAD"] = str(faults)
        self._server = subprocess.Popen(
            [sys.executable, str(HERE / "forkserver.py")],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._read()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.communicate()

    def start(
        self,
        artifacts: Path,
        *arguments: str,
        options: Sequence[str] = (),
        fault: Fault | None = None,
    ) -> Running:
        """Start a run on an artifacts folder; with a fault its events are counted, if possible."""
        self._n_runs += 1
        outputs = {
            name: str(self.folder / f"{self._n_runs}.{name}")
            for name in ("stdout", "stderr", "log")
        }
        pid = self.ask(
            {
                "arguments": ["--artifacts-dir", str(artifacts), *options, *arguments],
                "cwd": str(self.folder),
                "outputs": outputs,
                "artifacts": str(artifacts),
                "fault": vars(fault) if fault and self._can_fail else None,
            }
        )
        return Running(self, pid, outputs)

    def run(
        self,
        artifacts: Path,
        *arguments: str,
        options: Sequence[str] = (),
        fault: Fault | None = None,
    ) -> Ended:
        """Run to the end, as `start`."""
        return self.start(artifacts, *arguments, options=options, fault=fault).wait()

    def ask(self, request: dict[str, Any]) -> int:
        """Send a request to the process that forks."""
        assert self._server.stdin is not None
        self._server.stdin.write(json.dumps(request) + "\n")
        self._server.stdin.flush()
        return self._read()

    def _read(self) -> int:
        assert self._server.stdout is not None
        line = self._server.stdout.readline().strip()
        if not line:
            raise RuntimeError("the process that forks has died")
        return int(line)


def build_faults(folder: Path) -> Path | None:
    """Compile the fault library; None where there is no Linux or no C compiler for it."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        return None
    library = folder / "faults.so"
    options = ["-O1", "-shared", "-fPIC", "-o", str(library)]
    subprocess.run([compiler, *options, str(HERE / "faults.c"), "-ldl"], check=True)
    return library


def describe_artifacts(artifacts: Path, stages: Sequence[str] = STAGES) -> dict[str, Any]:
    """Describe all that is in the stage folders, temporary files included.

    Of a manifest only what tells of the run itself is left out: its seconds, and how many texts
    came from the cache. Lock files are left out.
    """
    found: dict[str, Any] = {}
    for stage in stages:
        for path in sorted((artifacts / stage).rglob("*")):
            name = path.relative_to(artifacts).as_posix()
            if path.name == MANIFEST:
                manifest = json.loads(path.read_text(encoding="utf-8"))
                del manifest["seconds"]
                manifest["summary"].pop("cached", None)
                found[name] = manifest
            elif path.name != ".lock":
                is_data = path.is_file() and path.name != MANIFEST_DIGEST
                found[name] = sha256_of(path) if is_data else None
    return found


def stage_of(event: str) -> str:
    """Name the stage that an event belongs to."""
    place = event.split(" ", 1)[1].removeprefix("cache/").split("/")[0]
    return "embed" if place == "embeddings" else place


def copy_stages(source: Path, target: Path, stages: Sequence[str]) -> Path:
    """Copy some stages' results, and no cache."""
    for stage in stages:
        shutil.copytree(source / stage, target / stage)
    return target
