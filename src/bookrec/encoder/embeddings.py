"""The text embeddings of a catalogue: made by the encoder, stored with their book ids."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bookrec.encoder.cache import EmbeddingCache
from bookrec.encoder.features import genre_indicators
from bookrec.encoder.texts import TEXT_FIELDS, book_texts
from bookrec.encoder.transformer import Encoder
from bookrec.engine import Engine
from bookrec.errors import ArtifactError
from bookrec.storage.files import read_json, write_array, write_json

ARRAYS = {"series": "f4", "author": "f4", "description": "f4", "genres": "u1"}
DESCRIPTION = "text_embeddings.json"
FILES = (*(f"{name}.npy" for name in ARRAYS), DESCRIPTION)


@dataclass(frozen=True)
class TextCounts:
    """What was encoded.

    Attributes:
        n_unique: Different texts in all fields.
        n_cached: How many of these came from the cache.
        n_truncated: How many of these were cut at the model's limit.
    """

    n_unique: int
    n_cached: int
    n_truncated: int


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


def embed_books(
    books: pd.DataFrame,
    encoder: Encoder,
    min_genre_books: int,
    cache: EmbeddingCache | None = None,
    progress: Callable[[int, int], None] | None = None,
    engine: Engine | None = None,
) -> tuple[TextEmbeddings, TextCounts]:
    """Encode series, author and description of every book, and mark its genres and tags.

    All fields go through the encoder together, book by book, so that progress is even.

    Args:
        books: The books table.
        encoder: The loaded encoder.
        min_genre_books: Genres and tags of fewer books are pooled into one column.
        cache: From `encoder.open_cache`.
        progress: Called with (books' worth of texts done, number of books).
        engine: Where texts are embedded; by default here.

    Returns:
        The embeddings, which do not depend on the cache, and how they came about, which does.

    Raises:
        ArtifactError: If the cache cannot be read or written.
    """
    n_books = len(books)

    def report(done: int, total: int) -> None:
        if progress is not None:
            progress(n_books * done // total, n_books)

    fields = book_texts(books)
    texts = [text for book in zip(*fields.values(), strict=True) for text in book]
    encoded = encoder.encode(texts, report, cache, engine)
    by_field = encoded.vectors.reshape(n_books, len(fields), encoder.dim).swapaxes(0, 1)
    marks = [[*genres, *tags] for genres, tags in zip(books["genres"], books["tags"], strict=True)]
    genres, genre_names = genre_indicators(marks, min_genre_books)
    embeddings = TextEmbeddings(
        book_ids=books["book_id"].tolist(),
        **dict(zip(TEXT_FIELDS, by_field, strict=True)),
        genres=genres,
        genre_names=genre_names,
    )
    return embeddings, TextCounts(encoded.n_unique, encoded.n_cached, encoded.n_truncated)


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
