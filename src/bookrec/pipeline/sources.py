"""The raw files that a single stage works on."""

from pathlib import Path

from bookrec.data.packaged import packaged_folder
from bookrec.errors import ArtifactError
from bookrec.pipeline.raw import existing_data
from bookrec.pipeline.runner import plan_fingerprints
from bookrec.settings import Settings
from bookrec.storage.artifacts import LATEST, latest_fingerprint


def data_of_stages(settings: Settings) -> Path | None:
    """Return the reader's own raw files, else the packaged ones if the catalogue in use is theirs.

    So a damaged catalogue can be made again. None: a stage builds on the newest catalogue.
    """
    own = existing_data(settings.data_dir, settings.data)
    if own is not None:
        return own
    of_packaged = plan_fingerprints(settings, packaged_folder())["clean"]
    return packaged_folder() if _catalogue_in_use(settings.artifacts_dir) == of_packaged else None


def _catalogue_in_use(artifacts_dir: Path) -> str | None:
    """Name the newest result of `clean`; where that is damaged, the only one."""
    try:
        return latest_fingerprint(artifacts_dir, "clean")
    except ArtifactError:
        paths = (artifacts_dir / "clean").glob("[!.]*")
        there = [path.name for path in paths if path.name != LATEST]
        return there[0] if len(there) == 1 else None
