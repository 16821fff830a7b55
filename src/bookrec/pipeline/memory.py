"""Running out of memory, foreseen: what a stage holds at least, against what is available."""

from pathlib import Path

import psutil

from bookrec.data.sources import choose_reader
from bookrec.errors import ArtifactError
from bookrec.pipeline.stage import StageContext
from bookrec.storage.artifacts import Artifact
from bookrec.storage.files import BOOKS

# With its libraries loaded and nothing read yet, a process has about this.
_LIBRARIES = {"clean": 180e6, "embed": 700e6, "train": 680e6, "encode": 500e6}
_PER_RAW_BYTE = 1.2
"""`clean`, of ratings and books: from 150 thousand to 1.5 million books it was 1.5 or less."""
_FLOAT = 4
_TEXT_WIDTH = 384
"""Of the smallest encoders in use."""
_CGROUP = Path("/sys/fs/cgroup")


def require_memory(stage: str, context: StageContext) -> None:
    """Refuse to begin what cannot end well.

    Args:
        stage: Its name.
        context: What it is given; its inputs' sizes are the base of the estimate, a lower bound.

    Raises:
        ArtifactError: Names what is needed and what there is.
    """
    if not context.settings.check_memory or stage not in _LIBRARIES:
        return
    needed, available = _LIBRARIES[stage] + _held(stage, context), available_bytes()
    if needed > available:
        raise ArtifactError(
            f"{stage}: needs {needed / 1e9:.1f} GB of memory or more, {available / 1e9:.1f} GB are "
            "available; close other programs or take less data (--set check_memory=false tries "
            "all the same)"
        )


def available_bytes() -> int:
    """Return the memory that can still be had, in bytes: of the machine, or of its container."""
    of_machine = int(psutil.virtual_memory().available)
    try:
        limit = (_CGROUP / "memory.max").read_text(encoding="ascii").strip()
        used = int((_CGROUP / "memory.current").read_text(encoding="ascii"))
        counts = (_CGROUP / "memory.stat").read_text(encoding="ascii").split()
        parts = dict(zip(counts[::2], map(int, counts[1::2]), strict=True))
    except (OSError, ValueError):
        return of_machine
    # Pages of files count as used, but give way.
    held = used - parts.get("active_file", 0) - parts.get("inactive_file", 0)
    return min(of_machine, int(limit) - held) if limit.isdecimal() else of_machine


def _held(stage: str, context: StageContext) -> float:
    """Return the bytes of what is surely held at once."""
    if stage == "clean":
        if context.data_dir is None:
            return 0.0
        reader = choose_reader(context.data_dir, context.settings.data.source)
        # Of the all-books files only the rated books are kept.
        held = [path for path in reader.files(context.data_dir) if not _is_sieved(path)]
        return _PER_RAW_BYTE * sum(path.stat().st_size for path in held)
    if stage == "embed":
        n_books = _n_books(context.inputs["clean"])
        return 2 * 3 * n_books * _TEXT_WIDTH * _FLOAT
    if stage == "train":
        # The features' axes, and book embeddings of this epoch and the next; text embeddings are
        # mapped.
        width = context.settings.train.n_axes + 2 * context.settings.train.dim
        return _n_books(context.inputs["clean"]) * width * _FLOAT
    return 0.0


def _is_sieved(path: Path) -> bool:
    is_books = path.parent.name == "all_books_dataset" and not path.name.startswith("user_rating")
    return is_books or path.suffix == ".gz"


def _n_books(cleaned: Artifact) -> int:
    import pyarrow.parquet as pq

    return int(pq.read_metadata(cleaned.path(BOOKS)).num_rows)
