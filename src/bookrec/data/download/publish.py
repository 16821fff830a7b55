"""Fill a data folder all at once or not at all."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import Timeout

from bookrec.data.download.datasets import DATASETS
from bookrec.errors import DownloadError
from bookrec.storage.lock import hold

_LOCK = ".download.lock"
_PART = ".part"


@contextmanager
def exclusive(data_dir: Path) -> Iterator[None]:
    """Hold the data folder against other downloads, and repair what a killed one left behind.

    The folder is created if need be, and removed again if it stays empty.

    Raises:
        DownloadError: If another download is under way.
        OSError: If the folder cannot be made.
    """
    existed = data_dir.exists()
    data_dir.mkdir(parents=True, exist_ok=True)
    try:
        with hold(data_dir / _LOCK, timeout=0):
            _repair(data_dir)
            yield
    except Timeout:
        raise DownloadError(
            f"{data_dir}: another download is under way; wait for it and try again"
        ) from None
    finally:
        if not existed and not any(data_dir.iterdir()):
            data_dir.rmdir()


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """Give a temporary sibling of a folder, removed at the end whatever happens."""
    prefix = f".{folder.name}."
    with tempfile.TemporaryDirectory(
        prefix=prefix, suffix=_PART, dir=folder.parent, ignore_cleanup_errors=True
    ) as path:
        yield Path(path)


def publish(staged: Path, folder: Path, is_replaced: Callable[[str], bool]) -> None:
    """Put a staged folder in a folder's place.

    Files of the folder that are not replaced (a reader's own notes) move along. If a rename
    fails, or the process dies between two of them, the previous folder comes back.

    Args:
        staged: Folder from `staging`.
        folder: Its destination; may exist.
        is_replaced: Tells by name which files of an existing folder give way.

    Raises:
        OSError: If the disk refuses; the folder is as before.
    """
    staged.chmod(0o755)
    if not folder.exists():
        staged.rename(folder)
        return
    for path in folder.iterdir():
        if not is_replaced(path.name):
            _copy(path, staged / path.name)
    old = _displaced(folder)
    folder.rename(old)
    try:
        staged.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir() and not source.is_symlink():
        shutil.copytree(source, target, symlinks=True)
    else:
        shutil.copy2(source, target, follow_symlinks=False)


def _repair(data_dir: Path) -> None:
    """Undo a publication that was killed between two renames; remove unfinished downloads."""
    for dataset in DATASETS:
        folder = data_dir / dataset.folder
        old = _displaced(folder)
        if old.exists() and folder.exists():
            shutil.rmtree(old, ignore_errors=True)
        elif old.exists():
            old.rename(folder)
        for part in data_dir.glob(f".{dataset.folder}.*{_PART}"):
            shutil.rmtree(part, ignore_errors=True)


def _displaced(folder: Path) -> Path:
    """Where a folder waits while its successor takes its place."""
    return folder.with_name(f".{folder.name}.old")
