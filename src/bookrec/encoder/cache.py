"""Text embeddings kept between runs, so that only new texts are encoded.

One append-only file per model and precision holds fixed-size records: hash of the text, whether it
was cut, the vector, and a checksum of all that. Writers take turns through a lock file. A record
torn by a kill is recognised by its length or checksum: it counts as absent, and the next writer
removes it. Nothing is ever executed from the file.
"""

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from bookrec.errors import ArtifactError

MAX_BYTES = 2 * 2**30
"""Size at which the older half of a cache file is dropped: about 1.3 million MiniLM vectors."""


@dataclass(frozen=True)
class CachedTexts:
    """What the cache knows of some texts.

    Attributes:
        found: Which texts are in the cache, shape (n_texts,), bool.
        vectors: Their vectors, shape (n_texts, dim), float32; zero where not found.
        truncated: Which of them were cut at the model's limit, shape (n_texts,), bool.
    """

    found: NDArray[np.bool_]
    vectors: NDArray[np.float32]
    truncated: NDArray[np.bool_]


class EmbeddingCache:
    """The vectors of one model in one precision, by text."""

    def __init__(self, folder: Path, key: str, dim: int, max_bytes: int = MAX_BYTES) -> None:
        """Name the cache file; nothing is read or written yet.

        Args:
            folder: Where cache files are kept; created when first written to.
            key: What the vectors depend on besides the text (model, precision), as a file name.
            dim: Length of a vector.
            max_bytes: Size at which the older half of the file is dropped.
        """
        self.path = folder / f"{key}-{dim}.vectors"
        self.max_bytes = max_bytes
        self._record = np.dtype(
            [
                ("text", np.void, 16),
                ("truncated", np.uint8),
                ("vector", np.float32, (dim,)),
                ("checksum", np.uint32),
            ]
        )

    def get(self, texts: Sequence[str]) -> CachedTexts:
        """Look texts up.

        Raises:
            ArtifactError: If the file cannot be read.
        """
        dim = self._record["vector"].shape[0]
        found = np.zeros(len(texts), np.bool_)
        vectors = np.zeros((len(texts), dim), np.float32)
        truncated = np.zeros(len(texts), np.bool_)
        records = self._read()
        row_of = {text: row for row, text in enumerate(records["text"].tolist())}
        for number, text in enumerate(texts):
            row = row_of.get(_hash(text))
            if row is not None and _checksum(records[row]) == records["checksum"][row]:
                found[number] = True
                vectors[number] = records["vector"][row]
                truncated[number] = records["truncated"][row]
        return CachedTexts(found, vectors, truncated)

    def put(
        self, texts: Sequence[str], vectors: NDArray[np.float32], truncated: NDArray[np.bool_]
    ) -> None:
        """Append the vectors of texts, shape (n_texts, dim), and whether each text was cut.

        Raises:
            ArtifactError: If the file cannot be written.
        """
        records = np.zeros(len(texts), self._record)
        records["text"] = np.frombuffer(b"".join(map(_hash, texts)), np.void(16).dtype)
        records["truncated"] = truncated
        records["vector"] = vectors
        records["checksum"] = [_checksum(record) for record in records]
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(self.path.with_suffix(".lock")):
                self._drop_older_half_if_full()
                with self.path.open("ab") as file:
                    file.truncate(file.tell() // self._record.itemsize * self._record.itemsize)
                    file.write(records.tobytes())
        except OSError as error:
            raise ArtifactError(
                f"{self.path}: the cache of text embeddings cannot be written ({error}); free "
                "space or fix the permissions, then run the command again"
            ) from error

    def _read(self) -> NDArray[np.void]:
        """Map the whole records of the file; later appends do not move what is mapped."""
        try:
            n_records = self.path.stat().st_size // self._record.itemsize
            if n_records == 0:
                return np.zeros(0, self._record)
            return np.memmap(self.path, self._record, "r", shape=(n_records,))
        except FileNotFoundError:
            return np.zeros(0, self._record)
        except OSError as error:
            raise ArtifactError(
                f"{self.path}: the cache of text embeddings cannot be read ({error}); fix the "
                "permissions or delete the file"
            ) from error

    def _drop_older_half_if_full(self) -> None:
        """Keep the newer half in a new file; whoever has mapped the old one keeps reading that."""
        if not self.path.exists() or self.path.stat().st_size < self.max_bytes:
            return
        records = self._read()
        kept = self.path.with_suffix(".new")
        kept.write_bytes(records[len(records) // 2 :].data)
        del records
        kept.replace(self.path)


def _hash(text: str) -> bytes:
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=16).digest()


def _checksum(record: np.void) -> int:
    return zlib.crc32(record.tobytes()[: -np.dtype(np.uint32).itemsize])
