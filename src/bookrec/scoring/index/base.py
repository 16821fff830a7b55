"""The exact index."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


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
