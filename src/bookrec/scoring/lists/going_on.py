"""Series that the reader has begun: what the last read volume says about the next one."""

import numpy as np
from numpy.typing import NDArray

from bookrec.scoring.catalog.catalog import Catalog
from bookrec.scoring.explain.likes import LIKED
from bookrec.scoring.model.history import History

LOVED = 4.5
"""Stars of the last read volume from which the next one belongs near the top of a list."""
_WORTH_GOING_ON = 4.0
"""Stars that must be predicted for it."""
_AFTER_LOVED, _AFTER_NOT_LIKED = 2.0, 0.3
"""What the next volume counts. Chosen by reading lists; costs validation users 0.006 of NDCG@10, in
part because a random history hides the volume that the next one would follow."""


def weigh_series(
    catalog: Catalog, history: History, stars: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Weigh the books of series that the reader has begun.

    Args:
        catalog: The books.
        history: The reader's ratings.
        stars: Predicted for this reader, shape (n_books,).

    Returns:
        Factors, shape (n_books,), 1 for all books outside those series.
    """
    factors = np.ones(catalog.n_books, dtype=np.float32)
    for series, rating in _rate_last_volumes(catalog, history).items():
        members = catalog.series_index.members(series)
        if rating >= LOVED:
            factors[members[stars[members] >= _WORTH_GOING_ON]] = _AFTER_LOVED
        elif rating < LIKED:
            factors[members] = _AFTER_NOT_LIKED
    return factors


def _rate_last_volumes(catalog: Catalog, history: History) -> dict[int, float]:
    """Find the stars of the last volume read of each series."""
    last: dict[int, tuple[float, float]] = {}
    for num, rating in zip(history.book_nums.tolist(), history.ratings.tolist(), strict=True):
        series = catalog.series_index.series_of(num)
        if series >= 0:
            volume = catalog.cell("volume", num) or 0.0
            last[series] = max(last.get(series, (0.0, 0.0)), (volume, rating))
    return {series: rating for series, (_, rating) in last.items()}
