"""A real server process, as a reader starts one."""

import os
import queue
import signal
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

COMMAND = str(Path(sys.executable).with_name("bookrec"))


class ServerProcess:
    """`bookrec serve` on a free port; ready when the block begins, ended after it."""

    def __init__(self, folder: Path, artifacts: Path, *options: str) -> None:
        arguments = ["--artifacts-dir", str(artifacts), "--set", f"shelf_file={folder / 'my.csv'}"]
        self.shelf_file = folder / "my.csv"
        self.url = ""
        self.lines: list[str] = []
        port = [] if "--port" in options else ["--port", "0"]
        self.process = subprocess.Popen(
            [COMMAND, *arguments, "serve", "--no-open", *port, *options],
            cwd=folder,
            env={**os.environ, "HOME": str(folder)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

        # Read all the while: a log that nobody reads would hold the server up.
        self._waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.lines.append(line)
            self._waiting.put(line)
        self._waiting.put("")

    def __enter__(self) -> Self:
        self.url = self.wait_for("serves at ").split("serves at ")[1].split()[0]
        self.wait_for("serving ")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.end(signal.SIGTERM)

    def wait_for(self, words: str) -> str:
        """The next line on stderr that holds some words."""
        while line := self._waiting.get():
            if words in line:
                return line
        raise AssertionError(f"the server ended without {words!r}: {''.join(self.lines)}")

    def end(self, number: int) -> int:
        """Send a signal and wait for the end; returns the exit code."""
        self.process.send_signal(number)
        code = self.process.wait()
        self._reader.join()
        assert self.process.stderr is not None
        self.process.stderr.close()
        return code
