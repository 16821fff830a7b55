"""What `reset` removes."""

import shutil
from contextlib import ExitStack
from pathlib import Path

from bookrec.pipeline.runner import CACHE_FOLDER, stage_lock
from bookrec.pipeline.stages import STAGES
from bookrec.settings import Settings

DATA_FOLDERS = ("best_books_dataset", "all_books_dataset")


def removable(settings: Settings, *, data: bool) -> list[Path]:
    """Return the folders that a reset would remove; with `data` the raw data sets too.

    Only folders that bookrec itself makes are named, never what else lies beside them.
    """
    folders = [settings.artifacts_dir / name for name in (*STAGES, CACHE_FOLDER)]
    if data:
        folders += [settings.data_dir / name for name in DATA_FOLDERS]
    return [folder for folder in folders if folder.is_dir()]


def remove(settings: Settings, folders: list[Path]) -> None:
    """Remove folders while no stage is being computed.

    Raises:
        ArtifactError: If another process keeps a stage longer than `lock_timeout`.
    """
    with ExitStack() as locks:
        for name in STAGES:
            if settings.artifacts_dir / name in folders:
                locks.enter_context(stage_lock(settings, name))
        for folder in folders:
            shutil.rmtree(folder)
