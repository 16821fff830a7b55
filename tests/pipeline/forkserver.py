"""Runs the bookrec command over and over in forked children, so that imports are paid once.

Started as a program, it reads one request a line and answers each with a number: the id of a child
that runs the command, with its output in files and its fault armed; or how a child is.
"""

import ctypes
import faulthandler
import importlib
import json
import os
import pkgutil
import sys
import traceback
from pathlib import Path
from typing import Any, NoReturn


def import_everything() -> None:
    """Import all of bookrec, and what it imports late."""
    import bookrec

    for module in pkgutil.walk_packages(bookrec.__path__, "bookrec."):
        importlib.import_module(module.name)
    for name in ("matplotlib.pyplot", "sklearn.manifold", "transformers.models.bert", "pyarrow"):
        importlib.import_module(name)


def arm(fault: dict[str, Any], artifacts: str, log: str) -> None:
    """Arm the preloaded library, and let each step of progress be an event."""
    from bookrec.cli.progress import StageDisplay

    library = ctypes.CDLL(None)
    library.fault_arm(
        os.fsencode(artifacts),
        fault["since"].encode(),
        ctypes.c_long(fault["at"]),
        fault["what"],
        int(fault["lasting"]),
        os.fsencode(log),
    )
    start = StageDisplay.start

    def start_ticking(display: StageDisplay, name: str, unit: str):  # noqa: ANN202
        move = start(display, name, unit)

        def tick(done: int, total: int) -> None:
            library.fault_tick(name.encode())
            move(done, total)

        return tick

    StageDisplay.start = start_ticking  # type: ignore[method-assign]


def run_child(request: dict[str, Any]) -> NoReturn:
    """Become the command; never returns."""
    os.setsid()
    os.chdir(request["cwd"])
    outputs = request["outputs"]
    for name, fd in (("stdout", 1), ("stderr", 2), ("log", None)):
        opened = os.open(outputs[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        if fd is not None:
            os.dup2(opened, fd)
        os.close(opened)
    code = 1
    try:
        if request["fault"]:
            arm(request["fault"], request["artifacts"], outputs["log"])
        sys.argv = ["bookrec", *request["arguments"]]
        from bookrec.cli import main

        main()
        code = 0
    except SystemExit as leaving:
        code = int(leaving.code or 0)
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def answer(request: dict[str, Any]) -> int:
    """Do what a request asks for; in the forked child this does not return."""
    if "wait" in request:
        status = os.waitpid(request["wait"], 0)[1]
        return os.waitstatus_to_exitcode(status)
    if "stopped" in request:
        status = os.waitpid(request["stopped"], os.WUNTRACED)[1]
        return int(os.WIFSTOPPED(status))
    if "alive" in request:
        # WNOWAIT: its status stays for `wait`.
        over = os.waitid(os.P_PID, request["alive"], os.WEXITED | os.WNOHANG | os.WNOWAIT)
        return int(over is None)
    return os.fork() or run_child(request)


def serve() -> None:
    """Answer requests until the caller hangs up, the first line when all is imported."""
    faulthandler.enable()
    import_everything()
    sys.stdout.write("0\n")
    sys.stdout.flush()
    for line in sys.stdin:
        sys.stdout.write(f"{answer(json.loads(line))}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.path.remove(str(Path(__file__).parent))
    serve()
