"""What a stage is, and what it is given to work with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bookrec.engine import Engine
from bookrec.settings import Settings
from bookrec.storage.artifacts import Artifact

Progress = Callable[[int, int], None]
"""Called with (done, total); the unit is the stage's own."""


@dataclass(frozen=True)
class StageContext:
    """Everything a stage may use.

    Attributes:
        settings: All settings; a stage reads only the sub-models it declares.
        fingerprint: Of the result that is being made.
        data_dir: Folder of the raw files; None once only artifacts are left. For `clean` alone.
        inputs: Verified results of the declared input stages, by name.
        folder: Empty folder to write the result into.
        cache_dir: Folder for work that may be reused by later runs.
        progress: Progress callback.
        engine: Applies functions to partitions, here or on a cluster.
    """

    settings: Settings
    fingerprint: str
    data_dir: Path | None
    inputs: Mapping[str, Artifact]
    folder: Path
    cache_dir: Path
    progress: Progress
    engine: Engine


@dataclass(frozen=True)
class Stage:
    """One step of the pipeline.

    Attributes:
        name: The stage's name, its command, and its folder among the artifacts.
        version: Raised whenever a change of code changes the stage's results.
        inputs: Names of the stages whose results it reads.
        settings: What shapes its result: names of settings sub-models, or of single settings as
            `split.seed`.
        run: Writes the result into `StageContext.folder` and returns a JSON-able summary.
        unit: What its progress counts.
    """

    name: str
    version: int
    inputs: tuple[str, ...]
    settings: tuple[str, ...]
    run: Callable[[StageContext], dict[str, Any]]
    unit: str
