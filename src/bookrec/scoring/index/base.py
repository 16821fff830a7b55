"""What an index does, and the exact one."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class BookIndex(Protocol):
    """Finds the books whose vectors have the largest product with a reader's vector.

    The vectors are `Scorer.linear_columns` and `Scorer.linear_factors`. An index only proposes:
    what it finds is scored as exactly as without it.
    """

    def propose(self, factors: NDArray[np.float32], n: int) -> NDArray[np.int64]:
        """Find books.

        Args:
            factors: The reader's vector, shape (n_columns,), float32.
            n: Books wanted.

        Returns:
            Book numbers, best first, shape (min(n, n_books),).
        """
        ...


@dataclass(frozen=True)
class ExactIndex:
    """Compares every book, in this process.

    Attributes:
        columns: Shape (n_books, n_columns), float32.
    """

    columns: NDArray[np.float32]

    def propose(self, factors: NDArray[np.float32], n: int) -> NDArray[np.int64]:
        """Find the books with the largest products; see `BookIndex`. Ties go by book number."""
        scores = self.columns @ factors
        n = min(n, len(scores))
        best = np.argpartition(-scores, n - 1)[:n] if n else np.zeros(0, np.int64)
        return best[np.lexsort((best, -scores[best]))].astype(np.int64)
