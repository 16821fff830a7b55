"""What a disk can refuse, in words."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bookrec.errors import ArtifactError

REFUSALS = {
    errno.ENOSPC: "the disk is full; free some space",
    errno.EDQUOT: "the disk quota is used up; free some space",
    errno.EIO: "the disk reports an error; check it",
    errno.EROFS: "the file system is read-only; choose another folder",
    errno.ENOTDIR: "a part of this path is a file; choose another --artifacts-dir",
    errno.EACCES: "no permission to write; choose another folder",
}


@contextmanager
def disk_refusals(folder: Path) -> Iterator[None]:
    """Turn what a disk can refuse into one line; any other OSError is a bug and stays one.

    Args:
        folder: Named where the error itself names no file.

    Raises:
        ArtifactError: If the disk refuses.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in REFUSALS:
            raise
        where = error.filename or folder
        raise ArtifactError(
            f"{where}: {REFUSALS[error.errno]} and run again; earlier results are unharmed"
        ) from error
