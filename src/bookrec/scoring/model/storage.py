"""Arrays and scalars on disk: one safetensors file and one JSON file; nothing is executed."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file

from bookrec.errors import ArtifactError
from bookrec.storage.files import write_tensors
from bookrec.storage.finite import strict_json

TENSORS = "scorer.safetensors"
SCALARS = "scorer.json"
FILES = (TENSORS, SCALARS)


def write_scorer(
    folder: Path, tensors: Mapping[str, NDArray[Any]], scalars: Mapping[str, Any]
) -> None:
    """Write a scorer's parts into an existing folder."""
    write_tensors(folder / TENSORS, tensors)
    text = strict_json(SCALARS, scalars, indent=2)
    (folder / SCALARS).write_text(text + "\n", encoding="utf-8")


def read_scorer(folder: Path) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """Read what `write_scorer` wrote.

    Raises:
        ArtifactError: If a file is missing or damaged.
    """
    try:
        scalars: dict[str, Any] = json.loads((folder / SCALARS).read_text(encoding="utf-8"))
        return load_file(folder / TENSORS), scalars
    except (OSError, ValueError, SafetensorError) as error:
        raise ArtifactError(
            f"{folder}: the fitted scorer cannot be read ({error}); run `bookrec run-all`"
        ) from error
