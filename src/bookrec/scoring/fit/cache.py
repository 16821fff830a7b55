"""Finished fits, kept on disk so that a run that was interrupted does not repeat them.

One file for each: the SHA-256 of the rest, and the fitted numbers as safetensors. A file torn by a
kill, or damaged, is as good as absent.
"""

import hashlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from safetensors.torch import load, save
from torch import Tensor

_DIGEST_BYTES = hashlib.sha256().digest_size


class FitCache:
    """Fitted parameters by what they were fitted on and with."""

    def __init__(self, folder: Path) -> None:
        """Take a folder, which need not be there; it is this cache's alone."""
        self.folder = folder

    def get(self, key: str) -> Mapping[str, Tensor] | None:
        """Return the parameters of a finished fit, or None."""
        path = self._path(key)
        stored = path.read_bytes() if path.exists() else b""
        digest, tensors = stored[:_DIGEST_BYTES], stored[_DIGEST_BYTES:]
        return load(tensors) if digest == hashlib.sha256(tensors).digest() else None

    def put(self, key: str, parameters: Mapping[str, Tensor]) -> None:
        """Keep a finished fit, on disk before this returns.

        Raises:
            OSError: If the disk refuses.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        tensors = save({name: each.contiguous() for name, each in parameters.items()})
        path = self._path(key)
        new = path.with_suffix(".new")
        with new.open("wb") as stream:
            stream.write(hashlib.sha256(tensors).digest() + tensors)
            stream.flush()
            os.fsync(stream.fileno())
        new.replace(path)

    def remove(self) -> None:
        """Remove all of it; the search is over."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _path(self, key: str) -> Path:
        return self.folder / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.fit"
