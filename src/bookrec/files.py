"""The files of every stage's result; each name is spelled here and nowhere else."""

import json
from pathlib import Path
from typing import Any

BOOKS = "books.parquet"
RATINGS = "ratings.parquet"
REPORT = "report.json"
BOOK_EMBEDDINGS = "book_embeddings.npy"
BOOK_IDS = "book_ids.json"
TRAINING = "training.json"
TUNING = "tuning.json"


def write_json(path: Path, document: Any) -> None:  # noqa: ANN401 - any JSON-able value
    """Write a JSON document; not-a-number and infinity are refused with a ValueError."""
    text = json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def read_json(path: Path) -> Any:  # noqa: ANN401 - whatever was written
    """Read a JSON document that a stage wrote."""
    return json.loads(path.read_text(encoding="utf-8"))
