"""The command: parse, call one function, render. Nothing else imports typer or rich."""

import signal
import sys
from types import FrameType

from bookrec.cli.app import app
from bookrec.errors import BookrecError

TERMINATED = 128 + signal.SIGTERM


def main() -> None:
    """Run the command; the only place where an expected failure becomes a line and an exit code.

    A bug keeps its traceback and leaves with 1; Ctrl-C leaves with 130 and SIGTERM with 143, both
    after every open stage has removed its temporary files.
    """
    signal.signal(signal.SIGTERM, _terminate)
    try:
        app()
    except BookrecError as error:
        from bookrec.cli.console import print_error

        print_error(str(error))
        sys.exit(error.exit_code)


def _terminate(signum: int, frame: FrameType | None) -> None:
    sys.exit(TERMINATED)
