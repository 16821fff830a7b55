"""The command: parse, call one function, render. Nothing else imports typer or rich."""

import codecs
import io
import os
import signal
import sys
from types import FrameType
from typing import NoReturn

from bookrec.errors import BookrecError, ConfigError

TERMINATED = 128 + signal.SIGTERM
NOT_FOR_SERVING = {
    "ftfy",
    "huggingface_hub",
    "kagglesdk",
    "matplotlib",
    "optuna",
    "pandas",
    "pandera",
    "requests",
    "scipy",
    "sentence_transformers",
    "sklearn",
    "torch",
    "transformers",
}
"""Required packages that are missing where `requirements-serve.lock` alone is installed."""


def main() -> None:
    """Run the command; the only place where an expected failure becomes a line and an exit code.

    A bug keeps its traceback and leaves with 1; Ctrl-C leaves with 130 and SIGTERM with 143, both
    after every open stage has removed its temporary files.
    """
    _leave_ascii()
    signal.signal(signal.SIGTERM, _terminate)
    _speak_unicode()
    # Only now: where the package itself lies in a folder that ASCII cannot name, compiled modules
    # could not be imported before.
    from bookrec.cli.app import app

    try:
        app()
    except BookrecError as error:
        _fail(error)
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package not in NOT_FOR_SERVING:
            raise
        _fail(
            ConfigError(
                f"this command needs the package {package}, and only what serving needs is "
                "installed here; run `pip install bookrec` with all that it requires"
            )
        )


def _fail(error: BookrecError) -> NoReturn:
    """Say what failed and leave; with --json a document says it, too."""
    from bookrec.cli.console import print_error, print_json

    if "--json" in sys.argv:
        failure = {"kind": type(error).__name__, "message": str(error), "exit": error.exit_code}
        print_json({"error": failure})
    print_error(str(error))
    sys.exit(error.exit_code)


def _leave_ascii() -> None:
    """Start again in Python's UTF-8 mode where the locale is plain ASCII.

    Python decides at its start what file names and arguments are, and cannot be told later. By
    itself it takes plain ASCII for UTF-8, too, unless PYTHONUTF8=0 forbids it.
    """
    is_ascii = codecs.lookup(sys.getfilesystemencoding()).name == "ascii"
    if is_ascii and os.environ.get("PYTHONUTF8") != "1":
        environment = {**os.environ, "PYTHONUTF8": "1"}
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], environment)  # noqa: S606


def _speak_unicode() -> None:
    """Print ? for what the terminal's encoding has no place for."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _terminate(signum: int, frame: FrameType | None) -> None:
    sys.exit(TERMINATED)
