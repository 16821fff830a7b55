"""Groups of users and of books, so that a mean over all hides nothing."""

import numpy as np
from numpy.typing import NDArray

from bookrec.evaluation.protocol import Cases


def group_users(cases: Cases) -> dict[str, NDArray[np.bool_]]:
    """Group the users by how much they rated and by the file they come from.

    Returns:
        Name -> users in the group, shape (n_users,).
    """
    n_ratings = np.diff(cases.history_offsets) + np.diff(cases.test_offsets)
    median = int(np.median(n_ratings))
    groups = {
        f"light readers (under {median} ratings)": n_ratings < median,
        f"heavy readers ({median} ratings or more)": n_ratings >= median,
    }
    for source in np.unique(cases.sources):
        groups[str(source)] = cases.sources == source
    return groups


def group_test_books(cases: Cases, n_readers: NDArray[np.int64]) -> dict[str, NDArray[np.bool_]]:
    """Group the test ratings by how many training users rated the book.

    Args:
        cases: The cases.
        n_readers: Training users who rated each book, shape (n_books,).

    Returns:
        Name -> test rows in the group, shape (n_test_rows,).
    """
    readers = n_readers[cases.test_books]
    median = int(np.median(readers))
    return {
        f"popular books ({median} training readers or more)": readers >= median,
        f"rare books (under {median} training readers)": readers < median,
    }
