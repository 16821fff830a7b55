"""Which books share a number: those of one author or one series, found without a scan."""

import numpy as np
from numpy.typing import NDArray


class Groups:
    """Books by number."""

    def __init__(self, nums: NDArray[np.int64]) -> None:
        """Group books.

        Args:
            nums: Number of each book, shape (n_books,); a negative one means none.
        """
        order = np.argsort(nums, kind="stable")
        self.members = order[np.searchsorted(nums[order], 0) :]
        self._nums = nums[self.members]

    def of(self, num: int) -> NDArray[np.int64]:
        """Return the books with a number, in order."""
        start, end = self._nums.searchsorted((num, num + 1))
        return self.members[start:end]
