"""What `reset` removes."""

import shutil
from contextlib import ExitStack
from pathlib import Path

from bookrec.pipeline.runner import CACHE_FOLDER, disk_refusals, stage_lock
from bookrec.pipeline.stages import STAGES
from bookrec.settings import Settings

REMOVED = ".removed"
DATA_FOLDERS = ("best_books_dataset", "all_books_dataset")


def removable(settings: Settings, *, data: bool) -> list[Path]:
    """Return the folders that a reset would remove; with `data` the raw data sets too.

    Only folders that bookrec itself makes are named, never what else lies beside them.
    """
    folders = list(settings.artifacts_dir.glob(f".*{REMOVED}"))  # of a reset that was killed
    # The last stage first: who reads meanwhile finds no result rather than half of one.
    folders += [settings.artifacts_dir / name for name in (*reversed(STAGES), CACHE_FOLDER)]
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
        # Every stage, there or not: one that begins meanwhile reads what is being removed.
        for name in STAGES:
            locks.enter_context(stage_lock(settings, name))
        for folder in removable(settings, data=data):
            if folder.name in STAGES:
                folder = folder.rename(folder.with_name(f".{folder.name}{REMOVED}"))  # at once
            shutil.rmtree(folder)
    return found
