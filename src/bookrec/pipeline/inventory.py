"""What is on this machine: versions, raw files, artifacts and their lineage, what to run next."""

import platform
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bookrec import __version__
from bookrec.data.sources import find_reader
from bookrec.errors import ArtifactError, ConfigError, DataError
from bookrec.pipeline.raw import existing_data, name_in
from bookrec.pipeline.runner import plan_fingerprints
from bookrec.pipeline.stages import STAGES
from bookrec.pipeline.versions import installed_versions
from bookrec.settings import Settings
from bookrec.storage.artifacts import (
    Artifact,
    find_artifact,
    latest_fingerprint,
    open_latest,
    open_lineage,
    verify,
)
from bookrec.storage.files import SERVED


def take_inventory(settings: Settings, *, verify_all: bool) -> dict[str, Any]:
    """Describe the machine, the data and the artifacts, without changing any of it.

    Args:
        settings: All settings.
        verify_all: Read every byte of every stage's newest result, and of the older ones that the
            recommender in use was made from, not only their manifests.

    Returns:
        A JSON-able dictionary; a damaged artifact is reported in it, not raised. `stages` has
        every stage's newest result; `in_use` what `recommend` reads and all that was made from,
        which may be older, and is empty where a part is missing or damaged.
    """
    stages = {name: _stage_state(settings, name, verify_all=verify_all) for name in STAGES}
    return {
        "bookrec": __version__,
        "platform": platform.platform(),
        "packages": installed_versions(),
        "device": _device(),
        "settings": settings.model_dump(mode="json"),
        "data": _raw_state(settings),
        "stages": stages,
        "in_use": _in_use(settings.artifacts_dir),
        "next": _next_step(settings, stages),
    }


def _device() -> str:
    if find_spec("torch") is None:
        return "cpu (torch is not installed: this machine serves only)"
    import torch

    if torch.cuda.is_available():
        return f"cuda ({torch.cuda.get_device_name()})"
    if torch.backends.mps.is_available():
        return "mps"
    return f"cpu ({torch.get_num_threads()} threads)"


def _raw_state(settings: Settings) -> dict[str, Any]:
    folder = settings.data_dir
    try:
        reader = find_reader(folder, settings.data.source)
        files = reader.files(folder) if reader else ()
    except (ConfigError, DataError) as error:
        return {"folder": str(folder), "files": {}, "error": str(error)}
    return {
        "folder": str(folder),
        "source": reader.name if reader else None,
        "files": {name_in(folder, path): path.stat().st_size for path in files},
    }


def _stage_state(settings: Settings, name: str, *, verify_all: bool) -> dict[str, Any]:
    try:
        if latest_fingerprint(settings.artifacts_dir, name) is None:
            return {"state": "missing"}
        artifact = open_latest(settings.artifacts_dir, name)
        if verify_all:
            verify(artifact)
            if name == SERVED:
                _verify_basis(settings.artifacts_dir)
    except ArtifactError as error:
        return {"state": "damaged", "error": str(error)}
    return {"state": "verified" if verify_all else "present", **_describe(artifact)}


def _in_use(artifacts_dir: Path) -> dict[str, Any]:
    try:
        lineage = open_lineage(artifacts_dir, SERVED)
    except ArtifactError:
        return {}
    return {name: _describe(lineage[name]) for name in STAGES if name in lineage}


def _verify_basis(artifacts_dir: Path) -> None:
    """Verify what the recommender in use was made from, where that is not the newest result."""
    for name, artifact in open_lineage(artifacts_dir, SERVED).items():
        if artifact.manifest.fingerprint != latest_fingerprint(artifacts_dir, name):
            verify(artifact)


def _describe(artifact: Artifact) -> dict[str, Any]:
    size = sum(record.bytes for record in artifact.manifest.files.values())
    return {"folder": str(artifact.folder), "bytes": size, "manifest": asdict(artifact.manifest)}


def _next_step(settings: Settings, stages: dict[str, dict[str, Any]]) -> str:
    damaged = [name for name, state in stages.items() if state["state"] == "damaged"]
    if damaged:
        return f"bookrec {damaged[0]} --force"
    try:
        plan = plan_fingerprints(settings, existing_data(settings.data_dir, settings.data))
        done = all(
            find_artifact(settings.artifacts_dir, name, plan[name]) is not None for name in STAGES
        )
    except (ArtifactError, ConfigError, DataError):
        return "bookrec run-all"
    return 'bookrec recommend --book "Title|Author|Rating"' if done else "bookrec run-all"
