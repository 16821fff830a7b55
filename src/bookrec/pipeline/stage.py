"""What a stage is, and what it is given to work with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bookrec.engine import Engine
from bookrec.protocols import Progress, TextEncoder
from bookrec.settings import Settings
from bookrec.storage.artifacts import Artifact

if TYPE_CHECKING:
    from bookrec.data.dataset import Dataset

__all__ = ["Given", "NOTHING", "Progress", "Stage", "StageContext"]


@dataclass(frozen=True)
class Given:
    """What a caller of the library gives in place of files and of a model by name.

    Attributes:
        dataset: The checked tables, instead of a data folder.
        encoder: Embeds texts, instead of the model that the settings name.
    """

    dataset: "Dataset | None" = None
    encoder: TextEncoder | None = None


NOTHING = Given()


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
        given: What a caller of the library gives.
    """

    settings: Settings
    fingerprint: str
    data_dir: Path | None
    inputs: Mapping[str, Artifact]
    folder: Path
    cache_dir: Path
    progress: Progress
    engine: Engine
    given: Given = NOTHING


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
