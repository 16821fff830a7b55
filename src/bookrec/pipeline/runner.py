"""Run stages: plan their fingerprints, skip what is done, publish what is new."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from bookrec import __version__
from bookrec.data.sources import choose_reader
from bookrec.encoder.hardware import resolve_hardware
from bookrec.encoder.weights import resolve_model
from bookrec.engine import open_engine
from bookrec.errors import ArtifactError
from bookrec.pipeline.disk import disk_refusals
from bookrec.pipeline.memory import require_memory
from bookrec.pipeline.raw import raw_digest
from bookrec.pipeline.stage import NOTHING, Given, Progress, Stage, StageContext
from bookrec.pipeline.stages import STAGES
from bookrec.pipeline.versions import installed_versions
from bookrec.settings import Settings
from bookrec.storage.artifacts import (
    Artifact,
    Manifest,
    compute_fingerprint,
    find_artifact,
    latest_fingerprint,
    point_latest,
    publish,
    staging_folder,
    sweep,
    verify,
)

CACHE_FOLDER = "cache"


@dataclass(frozen=True)
class StageResult:
    """What became of one stage of a run."""

    stage: str
    artifact: Artifact
    skipped: bool
    seconds: float
    n_reported_titles: int

    @property
    def summary(self) -> dict[str, Any]:
        """What the stage reports; of titles without a sure book as many as the settings show."""
        summary = self.artifact.manifest.summary
        if "unmatched" not in summary:
            return summary
        n = self.n_reported_titles
        ambiguous = summary["ambiguous"]
        return summary | {
            "ambiguous": ambiguous | {"most_rated": ambiguous["most_rated"][:n]},
            "unmatched": summary["unmatched"][:n],
        }

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "stage": self.stage,
            "skipped": self.skipped,
            "seconds": round(self.seconds, 3),
            "fingerprint": self.artifact.manifest.fingerprint,
            "folder": str(self.artifact.folder),
            "summary": self.summary,
        }


def plan_fingerprints(
    settings: Settings, data_dir: Path | None, given: Given = NOTHING
) -> dict[str, str]:
    """Return the fingerprint each stage's result has under these settings and raw files.

    Args:
        settings: All settings.
        data_dir: Folder of raw files; None to build on the newest `clean` result.
        given: What a caller gives in place of files and model.

    Raises:
        ArtifactError: If there are neither raw files nor a `clean` result, or the model is a
            folder without a model.
        DataError: If the raw folder lacks the expected files.
    """
    plan: dict[str, str] = {}
    for stage in STAGES.values():
        if stage.name == "clean" and data_dir is None and given.dataset is None:
            plan["clean"] = _cleaned_before(settings.artifacts_dir)
            continue
        plan[stage.name] = compute_fingerprint(
            stage.name,
            stage.version,
            stage_settings(stage, settings),
            stage_inputs(stage, settings, plan, data_dir, given),
        )
    return plan


def stage_settings(stage: Stage, settings: Settings) -> dict[str, Any]:
    """Return the settings that shape a stage's result, as stored in its manifest.

    Raises:
        ConfigError: If the machine lacks the device or the precision that they name.
    """
    causes: dict[str, Any] = {}
    for name in stage.settings:
        group, _, key = name.partition(".")
        values = getattr(settings, group).dump_causes()
        causes.setdefault(group, {}).update({key: values[key]} if key else values)
    if "embed" in causes:
        causes["embed"] |= resolve_hardware(settings.embed.device, settings.embed.precision)
    return causes


def stage_inputs(
    stage: Stage,
    settings: Settings,
    plan: Mapping[str, str],
    data_dir: Path | None,
    given: Given = NOTHING,
) -> dict[str, str]:
    """Return the fingerprints of a stage's inputs, by name.

    Raises:
        ArtifactError: If the model is a folder without a model.
        DataError: If the raw folder lacks the expected files.
    """
    inputs = {name: plan[name] for name in stage.inputs}
    if given.dataset is not None and not stage.inputs:
        inputs["dataset"] = given.dataset.compute_digest()
    elif data_dir is not None and not stage.inputs:
        inputs["raw"] = raw_digest(data_dir, settings.data)
    # A name says which model it is; a folder can change under its name.
    if "embed" in stage.settings and given.encoder is not None:
        inputs["encoder"] = given.encoder.name
    elif "embed" in stage.settings and Path(settings.embed.model).is_dir():
        inputs["model"] = resolve_model(settings.embed.model).fingerprint
    return inputs


def run_stage(
    name: str,
    settings: Settings,
    data_dir: Path | None,
    *,
    force: bool = False,
    progress: Progress = lambda done, total: None,
    given: Given = NOTHING,
) -> StageResult:
    """Bring one stage up to date.

    Args:
        name: Stage name.
        settings: All settings.
        data_dir: Folder of raw files; None to build on the newest `clean` result.
        force: Recompute even where the result is there.
        progress: Called with (done, total).
        given: What a caller gives in place of files and model.

    Raises:
        ArtifactError: If an input is missing or damaged, the result that is there is damaged,
            another process holds the stage, or the disk refuses.
        DataError: If the raw files cannot be used.
        TrainingError: If training fails.
    """
    stage = STAGES[name]
    started = time.monotonic()
    if data_dir is None and given.dataset is None and not stage.inputs:
        choose_reader(settings.data_dir, settings.data.source).files(settings.data_dir)
    plan = plan_fingerprints(settings, data_dir, given)
    n_titles = settings.clean.n_reported_titles
    with disk_refusals(settings.artifacts_dir), stage_lock(settings, name):
        sweep(settings.artifacts_dir, name)
        found = None if force else find_artifact(settings.artifacts_dir, name, plan[name])
        if found is not None:
            verify(found)
            point_latest(settings.artifacts_dir, name, plan[name])
            return StageResult(name, found, True, time.monotonic() - started, n_titles)
        artifact = _compute(stage, settings, data_dir, plan, progress, given)
    return StageResult(name, artifact, False, time.monotonic() - started, n_titles)


def run_all(
    settings: Settings,
    data_dir: Path | None,
    *,
    force: bool = False,
    on_start: Callable[[Stage], Progress],
) -> Iterator[StageResult]:
    """Bring every stage up to date, in order, yielding each result as it is there.

    Args:
        settings: All settings.
        data_dir: Folder of raw files; None to build on the newest `clean` result.
        force: Recompute everything.
        on_start: Called before each stage; returns the callback for its progress.

    Raises:
        BookrecError: As `run_stage`.
    """
    for stage in STAGES.values():
        yield run_stage(stage.name, settings, data_dir, force=force, progress=on_start(stage))


@contextmanager
def stage_lock(settings: Settings, name: str) -> Iterator[None]:
    """Hold a stage against other processes; the system frees it when the process dies.

    Raises:
        ArtifactError: If another process keeps it longer than `lock_timeout`.
    """
    folder = settings.artifacts_dir / name
    lock = FileLock(folder / ".lock", timeout=settings.lock_timeout)
    while not lock.is_locked:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire()
        except FileNotFoundError:  # a reset has just taken the folder away
            continue
        except Timeout as error:
            raise ArtifactError(
                f"{folder}: another process is computing `{name}`; wait for it, or raise "
                "lock_timeout"
            ) from error
    try:
        yield
    finally:
        lock.release()


def _compute(
    stage: Stage,
    settings: Settings,
    data_dir: Path | None,
    plan: Mapping[str, str],
    progress: Progress,
    given: Given,
) -> Artifact:
    root = settings.artifacts_dir
    started = time.monotonic()
    inputs = {name: _open_input(root, stage, name, plan[name]) for name in stage.inputs}
    with (
        open_engine(settings.engine) as engine,
        staging_folder(root, stage.name, plan[stage.name]) as folder,
    ):
        context = StageContext(
            settings=settings,
            fingerprint=plan[stage.name],
            data_dir=data_dir,
            inputs=inputs,
            folder=folder,
            cache_dir=root / CACHE_FOLDER,
            progress=progress,
            engine=engine,
            given=given,
        )
        require_memory(stage.name, context)
        summary = stage.run(context)
        manifest = Manifest(
            stage=stage.name,
            fingerprint=plan[stage.name],
            stage_version=stage.version,
            package_version=__version__,
            settings=stage_settings(stage, settings),
            inputs=stage_inputs(stage, settings, plan, data_dir, given),
            summary=summary,
            seconds=round(time.monotonic() - started, 3),
            packages=installed_versions(),
        )
        return publish(root, folder, manifest)


def _open_input(root: Path, stage: Stage, name: str, fingerprint: str) -> Artifact:
    artifact = find_artifact(root, name, fingerprint)
    if artifact is None:
        raise ArtifactError(
            f"{root / name}: `{stage.name}` needs the result of `{name}` for these settings and "
            f"data; run `bookrec {name}` or `bookrec run-all` first"
        )
    return artifact


def _cleaned_before(artifacts_dir: Path) -> str:
    fingerprint = latest_fingerprint(artifacts_dir, "clean")
    if fingerprint is None:
        raise ArtifactError(
            f"{artifacts_dir}: no data yet; run `bookrec run-all`, or `bookrec download` first"
        )
    return fingerprint
