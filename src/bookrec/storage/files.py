"""The files of every stage's result; each name is spelled here and nowhere else.

Files are written by Python itself, in whole: numpy and safetensors writing on their own lose the
reason when a disk refuses, and numpy does not notice every refusal. Numbers that are not finite are
refused with an ArtifactError that names the first.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bookrec.errors import ArtifactError
from bookrec.storage.finite import require_finite, strict_json

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BOOKS = "books.parquet"
RATINGS = "ratings.parquet"
LOOKUP = "lookup.safetensors"
BOOKS_MAPPED = "books.arrow"
DATASET = "dataset.json"
REPORT = "report.json"
REPORT_HTML = "report.html"
BOOK_EMBEDDINGS = "book_embeddings.npy"
BOOK_IDS = "book_ids.json"
TRAINING = "training.json"
TUNING = "tuning.json"
SERVED = "fit"
"""The stage whose result `recommend`, `serve` and `export` read."""
_DTYPES = {
    "U8": "u1",
    "I32": "<i4",
    "I64": "<i8",
    "U64": "<u8",
    "F32": "<f4",
    "F64": "<f8",
    "BOOL": "?",
}
"""Types of arrays as safetensors and as numpy name them; those that are written here."""


def write_array(path: Path, array: "NDArray[Any]", row_names: Sequence[str] = ()) -> None:
    """Write an array as .npy, byte for byte as `np.save` does; `row_names` as in `write_rows`."""
    write_rows(path, [array], array.dtype, array.shape, row_names)


def write_rows(
    path: Path,
    parts: "Iterable[NDArray[Any]]",
    dtype: "np.dtype[Any]",
    shape: tuple[int, ...],
    row_names: Sequence[str] = (),
) -> None:
    """Write an array that comes in parts, in the order of its rows, as one .npy file.

    Args:
        path: The file.
        parts: Consecutive rows; together of that shape.
        dtype: Of the array.
        shape: Of the array.
        row_names: What the rows are, for a refusal: book ids.
    """
    import numpy as np

    header = {
        "descr": np.lib.format.dtype_to_descr(dtype),
        "fortran_order": False,
        "shape": shape,
    }
    with path.open("wb") as stream:
        np.lib.format.write_array_header_1_0(stream, header)
        n_written = 0
        for part in parts:
            require_finite(path.name, part, row_names, n_written)
            stream.write(np.ascontiguousarray(part, dtype).data)
            n_written += len(part)


def write_tensors(path: Path, tensors: "Mapping[str, NDArray[Any]]") -> None:
    """Write arrays of any layout as one safetensors file."""
    import numpy as np
    from safetensors.numpy import save

    for name, tensor in tensors.items():
        require_finite(f"{path.name}, {name}", tensor)
    path.write_bytes(save({name: np.ascontiguousarray(each) for name, each in tensors.items()}))


def map_tensors(path: Path) -> "dict[str, NDArray[Any]]":
    """Map a safetensors file into memory: an array is read from disk as far as it is used.

    Raises:
        ArtifactError: If the file is missing or damaged.
    """
    import numpy as np

    try:
        with path.open("rb") as stream:
            length = int.from_bytes(stream.read(8), "little")
            # A damaged length is not believed: memory for it may not be there.
            header = json.loads(stream.read(min(length, path.stat().st_size)))
        start = 8 + length
        # An empty file cannot be mapped; this one holds at least its header.
        whole = np.memmap(path, np.uint8, "r")
        header.pop("__metadata__", None)
        return {
            name: whole[start:][slice(*entry["data_offsets"])]
            .view(_DTYPES[entry["dtype"]])
            .reshape(entry["shape"])
            for name, entry in header.items()
        }
    except (OSError, ValueError, KeyError, TypeError, OverflowError) as error:
        raise ArtifactError(f"{path}: cannot be read ({error}); make it anew") from error


def write_json(path: Path, document: Any) -> None:  # noqa: ANN401 - any JSON-able value
    """Write a JSON document."""
    text = strict_json(path.name, document, indent=2, sort_keys=True, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


def read_json(path: Path) -> Any:  # noqa: ANN401 - whatever was written
    """Read a JSON document that a stage wrote."""
    return json.loads(path.read_text(encoding="utf-8"))
