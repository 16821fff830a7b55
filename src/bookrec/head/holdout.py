"""Books kept out of training, so that the head can be measured on books it never paired."""

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import numpy.typing as npt
import pandas as pd

from bookrec.settings import TrainSettings


@dataclass(frozen=True)
class BookSplit:
    """Masks over the catalogue, shape (n_books,) each; every book is in exactly one.

    Attributes:
        train: Books whose pairs are trained on.
        validation: Books that pick the best epoch.
        held_out: Books that only `evaluate` looks at.
    """

    train: npt.NDArray[np.bool_]
    validation: npt.NDArray[np.bool_]
    held_out: npt.NDArray[np.bool_]


def split_books(work_ids: "pd.Series[str]", settings: TrainSettings) -> BookSplit:
    """Split the books by a seeded hash of their work: editions of a work stay together.

    A book keeps its place when the catalogue grows.

    Args:
        work_ids: Work of each book, shape (n_books,).
        settings: `seed`, `validation_share` and `held_out_share` are used.
    """
    draws = np.array([_draw(work_id, settings.seed) for work_id in work_ids])
    held_out = draws < settings.held_out_share
    validation = ~held_out & (draws < settings.held_out_share + settings.validation_share)
    return BookSplit(~held_out & ~validation, validation, held_out)


def _draw(work_id: str, seed: int) -> float:
    """A number in [0, 1) that depends on the id and the seed alone."""
    digest = blake2b(f"{seed}/{work_id}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) / 2**64
