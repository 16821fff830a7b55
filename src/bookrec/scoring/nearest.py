"""The books nearest to one."""

import numpy as np
from numpy.typing import NDArray


def find_nearest(
    book_embeddings: NDArray[np.float32], book_num: int, n: int
) -> list[tuple[int, float]]:
    """Find the books whose embeddings are nearest to one book's.

    Args:
        book_embeddings: Unit rows, shape (n_books, dim).
        book_num: The book; never among the results.
        n: Results, at most.

    Returns:
        Book number and cosine, -1 to 1, nearest first; ties by book number.
    """
    similarities = np.asarray(book_embeddings @ book_embeddings[book_num], dtype=np.float32)
    similarities[book_num] = -2
    order = np.argsort(-similarities, kind="stable")[: min(n, len(similarities) - 1)]
    return [(int(num), float(similarities[num])) for num in order]
