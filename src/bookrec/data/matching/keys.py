"""Keys to books as two sorted arrays: nothing is built when they are opened from disk."""

from collections.abc import Iterable
from hashlib import blake2b
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt


def hash_key(key: str) -> int:
    """Hash a key to 64 bits, the same on every machine and in every process."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "little")


class KeyTable(NamedTuple):
    """Books by key. Among five million keys the chance of two alike hashes is one in a million.

    Attributes:
        hashes: Hash of each pair's key, ascending, shape (n_pairs,), uint64.
        books: Book numbers, ascending within a key, shape (n_pairs,), int32.
    """

    hashes: npt.NDArray[np.uint64]
    books: npt.NDArray[np.int32]

    @classmethod
    def build(cls, pairs: Iterable[tuple[str, int]]) -> Self:
        """Build a table of pairs of key and book."""
        keys, books = [], []
        for key, book_num in pairs:
            keys.append(hash_key(key))
            books.append(book_num)
        hashes, nums = np.array(keys, dtype=np.uint64), np.array(books, dtype=np.int32)
        order = np.lexsort((nums, hashes))
        return cls(hashes[order], nums[order])

    def find(self, key: str) -> list[int]:
        """Return the books of a key, ascending."""
        wanted = np.uint64(hash_key(key))
        start = int(self.hashes.searchsorted(wanted))
        if start == len(self.hashes) or self.hashes[start] != wanted:
            return []
        end = int(self.hashes.searchsorted(wanted, side="right"))
        found: list[int] = self.books[start:end].tolist()
        return found
