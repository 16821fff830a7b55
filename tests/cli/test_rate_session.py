"""`bookrec rate` on a terminal, typed as a reader types."""

import os
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from bookrec.data.history.shelf import Shelf

from .conftest import COMMAND

pytestmark = pytest.mark.slow

ENTER = "\r"
SHELF = "books.csv"


@pytest.fixture
def session(finished: Path, tmp_path: Path) -> Iterator[pexpect.spawn]:
    """A session in an empty folder; it waits for what it expects, however slow the machine is."""
    child = pexpect.spawn(
        str(COMMAND),
        ["--artifacts-dir", str(finished / "artifacts"), "rate", "--shelf", SHELF],
        cwd=str(tmp_path),
        # Nobody answers the question where the cursor is.
        env={**os.environ, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"},
        encoding="utf-8",
        dimensions=(40, 100),
        timeout=300,
    )
    child.expect("Title:")
    yield child
    child.close(force=True)


def rated(folder: Path) -> list[tuple[str, float | None]]:
    return [(book.title, book.rating) for book in Shelf(folder / SHELF).load()]


def test_it_searches_as_you_type_and_keeps_the_stars(
    session: pexpect.spawn, tmp_path: Path
) -> None:
    session.send("hobit tol")
    session.expect("The Hobbit by")
    session.send(ENTER)
    session.expect("Which one")
    session.send("1" + ENTER)
    session.expect("Stars, 1 to 5:")
    session.send("9" + ENTER)
    session.expect("halves allowed")
    session.send("\x7f4.5" + ENTER)
    session.expect("Title:")
    ((title, stars),) = rated(tmp_path)
    assert title.startswith("The Hobbit")
    assert stars == 4.5
    session.send(ENTER)
    session.expect(pexpect.EOF)
    assert session.wait() == 0


def test_ctrl_c_loses_nothing_that_was_rated(session: pexpect.spawn, tmp_path: Path) -> None:
    session.send("The Hobbit" + ENTER)
    session.expect("Stars, 1 to 5:")
    session.send("5" + ENTER)
    session.expect("Title:")
    session.send("The Hobbit" + ENTER)
    session.expect("Stars, 1 to 5:")
    session.sendintr()
    session.expect(pexpect.EOF)
    assert session.wait() == 130
    ((title, stars),) = rated(tmp_path)
    assert title.startswith("The Hobbit")
    assert stars == 5
