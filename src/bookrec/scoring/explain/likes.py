"""Who liked what: what other readers of the same books thought of a recommendation."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file

from bookrec.errors import ArtifactError
from bookrec.storage.files import write_tensors

LIKED = 4.0
"""Stars from which a book counts as liked."""
_FILE = "likes.safetensors"
_N_SHARED = 2
_BUSY, _MORE_FANS = 5, 20


@dataclass(frozen=True, eq=False)
class Likes:
    """The training users who liked each book.

    Attributes:
        offsets: Users of book b are `users[offsets[b]:offsets[b + 1]]`, shape (n_books + 1,),
            int64.
        users: User numbers without meaning outside, shape (n_likes,), int32.
    """

    FILES: ClassVar[tuple[str, ...]] = (_FILE,)

    offsets: NDArray[np.int64]
    users: NDArray[np.int32]

    @classmethod
    def from_ratings(
        cls,
        users: NDArray[np.int64],
        book_nums: NDArray[np.int64],
        ratings: NDArray[np.float32],
        n_books: int,
    ) -> Self:
        """Collect the likes among ratings.

        Args:
            users: User of each rating, numbered from 0, shape (n_ratings,).
            book_nums: Book of each rating, shape (n_ratings,).
            ratings: Stars, shape (n_ratings,).
            n_books: Size of the catalogue.
        """
        liked = ratings >= LIKED
        books, fans = book_nums[liked], users[liked]
        counts = np.bincount(books, minlength=n_books)
        offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        return cls(offsets, fans[np.lexsort((fans, books))].astype(np.int32))

    def of(self, book_num: int) -> NDArray[np.int32]:
        """Return the users who liked a book."""
        return self.users[self.offsets[book_num] : self.offsets[book_num + 1]]

    def count_shared(
        self, liked_nums: NDArray[np.int64], candidates: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], int]:
        """Count how many like-minded users liked each candidate.

        Like-minded are the users who liked two of the reader's liked books, or the only one.

        Args:
            liked_nums: Books the reader liked, shape (n_liked,).
            candidates: Book numbers, shape (n_candidates,).

        Returns:
            Counts, shape (n_candidates,), and the number of like-minded users.
        """
        shared = np.zeros(int(self.users.max(initial=-1)) + 1, dtype=np.int64)
        for book_num in liked_nums:
            shared[self.of(book_num)] += 1
        like_minded = shared >= max(1, min(_N_SHARED, len(liked_nums)))
        counts = [np.count_nonzero(like_minded[self.of(num)]) for num in candidates]
        return np.array(counts, dtype=np.int64), int(np.count_nonzero(like_minded))

    def compare(self, book_nums: Sequence[int]) -> NDArray[np.float32]:
        """Compute how many of the fans of some books each book has, shape (n_books,), float32.

        The cosine of the books' fans, those of many books counting less, added up over the books;
        a book of few fans is compared as if it had some more.
        """
        n_fans = np.diff(self.offsets)
        n_liked = np.bincount(self.users)
        worth = 1 / np.log(_BUSY + n_liked)
        total = np.zeros(len(n_fans), dtype=np.float64)
        starts = np.minimum(self.offsets[:-1], max(len(self.users) - 1, 0))
        for book_num in book_nums:
            is_fan = np.zeros(len(n_liked))
            is_fan[self.of(book_num)] = worth[self.of(book_num)]
            if not is_fan.any():
                continue
            shared = np.where(n_fans > 0, np.add.reduceat(is_fan[self.users], starts), 0)
            total += shared / np.sqrt((n_fans + _MORE_FANS) * (n_fans[book_num] + _MORE_FANS))
        return total.astype(np.float32)

    def save(self, folder: Path) -> None:
        """Write the likes into an existing folder."""
        write_tensors(folder / _FILE, {"offsets": self.offsets, "users": self.users})

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote.

        Raises:
            ArtifactError: If the file is missing or damaged.
        """
        try:
            return cls(**load_file(folder / _FILE))
        except (OSError, TypeError, SafetensorError) as error:
            message = f"{folder / _FILE}: cannot be read ({error}); run `bookrec fit --force`"
            raise ArtifactError(message) from error
