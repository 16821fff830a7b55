"""The text embeddings of a catalogue, stored with their book ids."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from bookrec.errors import ArtifactError
from bookrec.storage.files import read_json, write_array, write_json

ARRAYS = {"series": "f4", "author": "f4", "description": "f4", "genres": "u1"}
DESCRIPTION = "text_embeddings.json"
DESCRIPTION_FILES = ("description.npy", DESCRIPTION)
FILES = (*(f"{name}.npy" for name in ARRAYS), DESCRIPTION)


@dataclass(frozen=True)
class TextEmbeddings:
    """The encoder's output for every book, row by row.

    Attributes:
        book_ids: Book of each row.
        series: Shape (n_books, dim), float32; unit rows, zero where a book has no series.
        author: The same for the author.
        description: The same for the description.
        genres: Indicators 0 or 1, shape (n_books, n_genres), uint8.
        genre_names: Names of the genre columns.
    """

    FILES: ClassVar[tuple[str, ...]] = FILES

    book_ids: list[str]
    series: NDArray[np.float32]
    author: NDArray[np.float32]
    description: NDArray[np.float32]
    genres: NDArray[np.uint8]
    genre_names: list[str]

    def save(self, folder: Path) -> None:
        """Write the arrays as .npy and the rest as one JSON file into an existing folder."""
        for name in ARRAYS:
            write_array(folder / f"{name}.npy", getattr(self, name), self.book_ids)
        description = {
            "genre_names": self.genre_names,
            "book_ids": self.book_ids,
        }
        write_json(folder / DESCRIPTION, description)

    @classmethod
    def load(cls, folder: Path) -> "TextEmbeddings":
        """Read what `save` wrote; the arrays are memory-mapped.

        Raises:
            ArtifactError: If a file is missing or damaged, or the rows do not match the books.
        """
        description = _read_description(folder / DESCRIPTION)
        book_ids, genre_names = description["book_ids"], description["genre_names"]
        arrays = {name: _map_array(folder / f"{name}.npy", dtype) for name, dtype in ARRAYS.items()}
        dim = arrays["description"].shape[1]
        for name, array in arrays.items():
            expected = (len(book_ids), len(genre_names) if name == "genres" else dim)
            if array.shape != expected:
                raise ArtifactError(
                    f"{folder / name}.npy: shape {array.shape} does not match the books "
                    f"{expected}; run `bookrec embed --force`"
                )
        return cls(book_ids, **arrays, genre_names=genre_names)


def read_descriptions(folder: Path) -> tuple[list[str], NDArray[np.float32]]:
    """Read the ids and the descriptions' embeddings alone, of `DESCRIPTION_FILES`.

    Raises:
        ArtifactError: If a file is missing or damaged.
    """
    return _read_description(folder / DESCRIPTION)["book_ids"], _map_array(
        folder / "description.npy", ARRAYS["description"]
    )


def _map_array(path: Path, dtype: str) -> NDArray[Any]:
    try:
        array: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise ArtifactError(
            f"{path}: not readable as an array ({error}); run `bookrec embed --force`"
        ) from error
    if array.ndim != 2 or array.dtype != np.dtype(dtype):
        raise ArtifactError(
            f"{path}: {array.ndim}-dimensional {array.dtype}, expected a matrix of "
            f"{np.dtype(dtype)}; run `bookrec embed --force`"
        )
    return array


def _read_description(path: Path) -> dict[str, Any]:
    try:
        description = read_json(path)
        return {
            "book_ids": [str(book_id) for book_id in description["book_ids"]],
            "genre_names": [str(name) for name in description["genre_names"]],
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ArtifactError(
            f"{path}: missing or damaged ({error!r}); run `bookrec embed --force`"
        ) from error
