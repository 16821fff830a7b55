"""Which users train, validate and test: a seeded hash of the user's own id.

A user's part depends on nothing but the id, the seed and the shares, so adding or removing other
users, or reading the files in another order, never moves anybody from test to training.
"""

from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

import numpy as np

from bookrec.errors import ConfigError
from bookrec.settings import SplitSettings


def assign_splits(user_ids: Iterable[str], settings: SplitSettings) -> np.ndarray[Any, Any]:
    """Put every user into one of the three parts.

    Args:
        user_ids: User ids, any order, repeats allowed.
        settings: Seed and shares.

    Returns:
        'train', 'validation' or 'test' for each id, shape (n_ids,), dtype <U10.

    Raises:
        ConfigError: If the shares leave no training users.
    """
    test_end = settings.test_share
    validation_end = test_end + settings.validation_share
    if validation_end >= 1:
        raise ConfigError(
            "split.test_share and split.validation_share together leave no training users; "
            "make their sum smaller than 1"
        )
    position = np.array([_position(user_id, settings.seed) for user_id in user_ids], dtype=float)
    part = np.digitize(position, [test_end, validation_end])
    splits: np.ndarray[Any, Any] = np.array(["test", "validation", "train"], dtype="<U10")[part]
    return splits


def _position(user_id: str, seed: int) -> float:
    """Place an id evenly in [0, 1)."""
    digest = blake2b(f"{seed}:{user_id}".encode(), digest_size=6).digest()
    return int.from_bytes(digest) / 2**48
