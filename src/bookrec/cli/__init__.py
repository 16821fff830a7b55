"""The command: parse, call one function, render. Nothing else imports typer or rich."""

import codecs
import io
import os
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
    _speak_unicode()
    try:
        app()
    except BookrecError as error:
        from bookrec.cli.console import print_error

        print_error(str(error))
        sys.exit(error.exit_code)


def _speak_unicode() -> None:
    """Take a locale of plain ASCII (LC_ALL=C) for UTF-8; elsewhere show ? for what has no place."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if codecs.lookup(stream.encoding).name == "ascii":
                stream.reconfigure(encoding="utf-8", errors="replace")
            else:
                stream.reconfigure(errors="replace")
    if codecs.lookup(sys.getfilesystemencoding()).name == "ascii":
        sys.argv[1:] = [os.fsencode(each).decode(errors="replace") for each in sys.argv[1:]]


def _terminate(signum: int, frame: FrameType | None) -> None:
    sys.exit(TERMINATED)
