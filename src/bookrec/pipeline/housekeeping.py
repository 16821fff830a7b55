"""What `reset` removes."""

import shutil
from contextlib import ExitStack
from pathlib import Path

from filelock import Timeout

from bookrec.errors import ArtifactError
from bookrec.pipeline.disk import disk_refusals
from bookrec.pipeline.runner import CACHE_FOLDER, stage_lock
from bookrec.pipeline.stages import STAGES
from bookrec.settings import Settings
from bookrec.storage.artifacts import LATEST
from bookrec.storage.lock import hold

DATA_FOLDERS = ("best_books_dataset", "all_books_dataset")
LOCK = ".reset.lock"
REMOVED = ".removed"


def removable(settings: Settings, *, data: bool) -> list[Path]:
    """Return the folders that a reset would remove; with `data` the raw data sets too.

    Only folders that bookrec itself makes are named, never what else lies beside them.
    """
    folders = [settings.artifacts_dir / name for name in (*STAGES, CACHE_FOLDER)]
    folders += settings.artifacts_dir.glob(f".*{REMOVED}")  # of a reset that was killed
    if data:
        folders += [settings.data_dir / name for name in DATA_FOLDERS]
    return [folder for folder in folders if folder.is_dir()]


def remove(settings: Settings, *, data: bool) -> list[Path]:
    """Remove what is removable while no stage is being computed.

    Returns:
        The folders that were there.

    Raises:
        ArtifactError: If another process keeps a stage longer than `lock_timeout`, or the disk
            refuses.
    """
    found = removable(settings, data=data)
    if not found:
        return []
    with disk_refusals(settings.artifacts_dir), ExitStack() as locks:
        try:
            locks.enter_context(hold(settings.artifacts_dir / LOCK, settings.lock_timeout))
        except Timeout as error:
            raise ArtifactError(
                f"{settings.artifacts_dir}: another process resets it; wait for it"
            ) from error
        # Every stage, there or not: one that begins meanwhile would read what is being removed.
        for name in STAGES:
            locks.enter_context(stage_lock(settings, name))
        raw = [folder for folder in found if folder.parent == settings.data_dir]
        for folder in [*_put_aside(settings.artifacts_dir), *raw]:
            shutil.rmtree(folder)
    return found


def _put_aside(artifacts_dir: Path) -> list[Path]:
    """Take all results away at once, so that nobody meets half of them.

    Readers begin at the pointer of a late stage, and a stage that is free to begin again looks for
    the earlier ones: so late pointers go first, and early folders.
    """
    for name in reversed(STAGES):
        (artifacts_dir / name / LATEST).unlink(missing_ok=True)
    for folder in artifacts_dir.glob(f".*{REMOVED}"):
        shutil.rmtree(folder)
    return [
        (artifacts_dir / name).rename(artifacts_dir / f".{name}{REMOVED}")
        for name in (*STAGES, CACHE_FOLDER)
        if (artifacts_dir / name).exists()
    ]
