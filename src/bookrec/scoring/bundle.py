"""All that serving reads, in one folder: an artifacts folder of those files and no others."""

import os
import shutil
from pathlib import Path

from bookrec.encoder.text_embeddings import DESCRIPTION_FILES
from bookrec.errors import ConfigError
from bookrec.scoring.explain.likes import Likes
from bookrec.scoring.model.scorer import Scorer
from bookrec.storage.artifacts import copy_artifact, open_lineage
from bookrec.storage.files import (
    BOOK_EMBEDDINGS,
    BOOK_IDS,
    BOOKS,
    BOOKS_MAPPED,
    DATASET,
    LOOKUP,
    SERVED,
)

_READ = {
    "clean": (BOOKS, BOOKS_MAPPED, LOOKUP, DATASET),
    "embed": DESCRIPTION_FILES,
    "encode": (BOOK_EMBEDDINGS, BOOK_IDS),
    SERVED: (*Scorer.FILES, *Likes.FILES),
}
"""What serving reads of each stage; of the other stages only how they were made is kept."""
README = """# A bookrec recommender

Made by `bookrec export --bundle`. It serves without torch:

    pip install --require-hashes -r requirements-serve.lock && pip install --no-deps bookrec
    bookrec --artifacts-dir THIS_FOLDER serve
    bookrec --artifacts-dir THIS_FOLDER recommend --book "Title|Author|Stars"

In Python: `bookrec.Recommender.load("THIS_FOLDER")`. With all that bookrec requires installed,
moods and the texts of books outside the catalogue are embedded as well. Every file is checked
against its SHA-256.
"""


def write_bundle(artifacts_dir: Path, folder: Path) -> int:
    """Write what `recommend`, `search`, `show`, `predict` and `serve` read, and nothing else.

    Args:
        artifacts_dir: Where `run-all` put its results.
        folder: Where to write; must be new or empty. It is there whole or not at all.

    Returns:
        Its size in bytes.

    Raises:
        ArtifactError: If a result is missing or damaged.
        ConfigError: If the folder is not empty.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ConfigError(f"{folder}: not empty; choose a new folder to export to")
    lineage = open_lineage(artifacts_dir, SERVED)
    folder.parent.mkdir(parents=True, exist_ok=True)
    making = folder.with_name(f".{folder.name}.{os.getpid()}.tmp")
    try:
        for stage, artifact in lineage.items():
            names = [name for name in _READ.get(stage, ()) if name in artifact.manifest.files]
            copy_artifact(artifact, names, making)
        (making / "README.md").write_text(README, encoding="utf-8")
        if folder.exists():
            folder.rmdir()
        making.rename(folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
