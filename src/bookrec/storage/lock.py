"""Hold a lock file that is gone again afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock


@contextmanager
def hold(lock_file: Path, timeout: float) -> Iterator[None]:
    """Hold a lock for the time of the block.

    Args:
        lock_file: Made for the purpose.
        timeout: Seconds to wait for another holder; a dead process holds nothing.

    Raises:
        filelock.Timeout: If another process holds it longer.
        OSError: If the file cannot be made.
    """
    with FileLock(lock_file).acquire(timeout=timeout):
        try:
            yield
        finally:
            # Removed while held: who waits for it sees a file without a name and tries again.
            lock_file.unlink(missing_ok=True)
