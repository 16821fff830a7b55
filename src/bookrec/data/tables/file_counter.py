"""Progress of what is read file by file."""

from collections.abc import Callable

from bookrec.protocols import Progress


def file_counter(progress: Progress | None, total: int) -> Callable[[], None]:
    """Make a function that reports one more file done."""
    done = iter(range(1, total + 1))

    def advance() -> None:
        if progress:
            progress(next(done), total)

    return advance
