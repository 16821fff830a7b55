"""An `embed` result for `growth.py` with drawn vectors: the encoder would need hours of them.

Published as the pipeline publishes, so that the later stages accept it.

    python benchmarks/_growth_embed.py DATA_DIR ARTIFACTS_DIR
"""

import sys
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from bookrec import __version__
from bookrec.encoder.features import genre_indicators
from bookrec.encoder.text_embeddings import DESCRIPTION
from bookrec.pipeline.runner import plan_fingerprints, stage_inputs, stage_settings
from bookrec.pipeline.stages import STAGES
from bookrec.settings import Settings
from bookrec.storage.artifacts import (
    Manifest,
    find_artifact,
    open_artifact,
    publish,
    staging_folder,
)
from bookrec.storage.files import BOOKS, write_json

DIM = 384
ROWS_AT_ONCE = 65_536


def publish_drawn(data_dir: Path, artifacts_dir: Path) -> None:
    """Draw unit vectors for series, authors and descriptions; genres are those of the books."""
    settings = Settings(artifacts_dir=artifacts_dir)
    plan, stage = plan_fingerprints(settings, data_dir), STAGES["embed"]
    if find_artifact(artifacts_dir, "embed", plan["embed"]) is not None:
        return
    books = open_artifact(artifacts_dir, "clean", plan["clean"]).path(BOOKS)
    columns = pq.read_table(books, columns=["book_id", "author_key", "series", "genres"])
    genres, genre_names = genre_indicators(
        columns["genres"].to_pylist(), settings.embed.min_genre_books
    )
    with staging_folder(artifacts_dir, "embed", plan["embed"]) as folder:
        np.save(folder / "genres.npy", genres)
        for name, key in (("author", "author_key"), ("series", "series"), ("description", None)):
            encoded = columns[key].combine_chunks().dictionary_encode().indices if key else None
            nums = np.arange(len(genres)) if encoded is None else encoded.to_numpy(False)
            _draw(folder / f"{name}.npy", np.nan_to_num(nums, nan=-1).astype(np.int64))
        write_json(
            folder / DESCRIPTION,
            {
                "counts": {"n_unique": 0, "n_cached": 0, "n_truncated": 0},
                "genre_names": genre_names,
                "book_ids": columns["book_id"].to_pylist(),
            },
        )
        manifest = Manifest(
            stage="embed",
            fingerprint=plan["embed"],
            stage_version=stage.version,
            package_version=__version__,
            settings=stage_settings(stage, settings),
            inputs=stage_inputs(stage, settings, plan, data_dir),
            summary={"books": len(genres), "drawn": True},
        )
        publish(artifacts_dir, folder, manifest)


def _draw(path: Path, nums: np.ndarray) -> None:
    """Write a unit row for each number, equal for equal numbers; zero for a negative one."""
    rows = np.lib.format.open_memmap(path, "w+", np.float32, (len(nums), DIM))
    pool = np.random.default_rng(len(path.name)).normal(size=(ROWS_AT_ONCE, DIM))
    pool = (pool / np.linalg.norm(pool, axis=1, keepdims=True)).astype(np.float32)
    for start in range(0, len(nums), ROWS_AT_ONCE):
        some = nums[start : start + ROWS_AT_ONCE]
        # A number's row is one of a pool, turned: as good as random, and quickly made.
        turned = (np.arange(DIM) + some[:, None] // ROWS_AT_ONCE) % DIM
        drawn = np.take_along_axis(pool[some % ROWS_AT_ONCE], turned, axis=1)
        rows[start : start + len(some)] = np.where(some[:, None] < 0, 0, drawn)
    rows.flush()


if __name__ == "__main__":
    publish_drawn(Path(sys.argv[1]), Path(sys.argv[2]))
