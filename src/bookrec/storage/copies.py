"""Results carried from one artifacts folder to another."""

import shutil
from pathlib import Path

from bookrec.storage.artifacts import Artifact, publish, staging_folder, verify


def copy_artifact(artifact: Artifact, artifacts_dir: Path) -> Artifact:
    """Copy a result, and make it the newest of its stage there.

    Raises:
        ArtifactError: If it is damaged.
        OSError: If the disk refuses.
    """
    verify(artifact)
    manifest = artifact.manifest
    with staging_folder(artifacts_dir, manifest.stage, manifest.fingerprint) as folder:
        for name in manifest.files:
            shutil.copyfile(artifact.folder / name, folder / name)
        return publish(artifacts_dir, folder, manifest)
