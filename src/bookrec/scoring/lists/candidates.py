"""Which books are scored for a reader where an index proposes them.

An index finds the best of the linear part of the ranking. Books of which that says too little, as
those read together with the reader's own, are proposed as well: without them a list loses much
(`benchmarks/index.py`).
"""

from math import ceil

import numpy as np
from numpy.typing import NDArray

from bookrec.scoring.index import BookIndex
from bookrec.scoring.model.history import History
from bookrec.scoring.model.scorer import Scorer

N_PROPOSED = 400
"""Books on offer that the index is asked for, at least."""
_PER_BOOK = 8
"""And for each book of the list: rules and diversity refuse some."""
_SMALLEST_SHARE = 0.1
"""Share of the catalogue on offer below which all that is on offer is scored: an index would be
asked for so many that it saves nothing."""


def propose_books(
    index: BookIndex, scorer: Scorer, history: History, allowed: NDArray[np.bool_], n: int
) -> NDArray[np.int64] | None:
    """Propose the books to score.

    Args:
        index: Made from the scorer's columns.
        scorer: Says what the index is asked for, and what it cannot know.
        history: The user's rated books.
        allowed: Books that may be on the list, shape (n_books,).
        n: Length of the list.

    Returns:
        Book numbers, sorted, all allowed, every allowed one where few are. None where all books
        must be scored, as few readers share the history and the nearest books stand in for it.

    Raises:
        ArtifactError: If the index fails.
    """
    if scorer.needs_stand_ins(history):
        return None
    n_allowed = int(np.count_nonzero(allowed))
    if n_allowed <= _SMALLEST_SHARE * len(allowed):
        return np.flatnonzero(allowed)
    # As many more as are not on offer.
    n_asked = ceil(max(N_PROPOSED, _PER_BOOK * n) * len(allowed) / n_allowed)
    found = index.propose(scorer.linear_factors(history), n_asked)
    nums = np.union1d(found, scorer.sparse_part(history))
    return nums[allowed[nums]]
