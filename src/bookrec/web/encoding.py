"""The text encoder, on threads that may take their time: loading it would hold up all lists."""

import threading
from collections import OrderedDict
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from bookrec.scoring.readers.reader import Encode
from bookrec.web.work import LIST_THREADS

_MAX_TEXTS = 20_000
"""Texts whose embeddings are kept, 1.5 kB each: the same readers come back with the same books."""


class NeedsEncoderError(Exception):
    """What was asked needs the text encoder: it is to be done on a thread that may wait for it."""


class PatientEncode:
    """Embeds texts; remembers them, and sends a thread that makes lists away."""

    def __init__(self, encode: Encode) -> None:
        """Wrap an encoder that may still have to be loaded."""
        self._encode = encode
        self._known: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._encoding = threading.Lock()

    def __call__(self, texts: list[str]) -> NDArray[np.float32]:
        """Embed texts, shape (n_texts, text_dim).

        Raises:
            NeedsEncoderError: If one is new and this thread makes lists.
        """
        known = {text: self._known.get(text) for text in texts}
        new = [text for text, row in known.items() if row is None]
        if new:
            if threading.current_thread().name.startswith(LIST_THREADS):
                raise NeedsEncoderError
            with self._encoding:
                rows = self._encode(new)
                known.update(zip(new, rows, strict=True))
                self._known.update(zip(new, rows, strict=True))
                while len(self._known) > _MAX_TEXTS:
                    self._known.popitem(last=False)
        return np.stack([row for text in texts if (row := known[text]) is not None])


def once(load: Callable[[], NDArray[np.float32]]) -> Callable[[], NDArray[np.float32]]:
    """Return a function that loads an array when it is first called, and keeps it."""
    kept: list[NDArray[np.float32]] = []
    loading = threading.Lock()

    def loaded() -> NDArray[np.float32]:
        with loading:
            if not kept:
                kept.append(load())
            return kept[0]

    return loaded
