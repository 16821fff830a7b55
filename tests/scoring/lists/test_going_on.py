"""Series that the reader has begun."""

from collections.abc import Callable

import numpy as np
import pytest

from bookrec.scoring.catalog.catalog import Catalog
from bookrec.scoring.lists.going_on import weigh_series
from bookrec.scoring.model.history import History


@pytest.mark.parametrize(
    ("ratings", "stars", "expected"),
    [
        pytest.param([3, 5], 4.6, 2.0, id="the-last-volume-was-loved"),
        pytest.param([5, 2], 4.6, 0.3, id="the-last-volume-was-not-liked"),
        pytest.param([5, 4], 4.6, 1.0, id="liked-and-no-more"),
        pytest.param([5, 5], 3.5, 1.0, id="loved-but-the-next-is-not-predicted-to-be"),
    ],
)
def test_the_last_read_volume_decides(
    make_catalog: Callable[..., Catalog], ratings: list[float], stars: float, expected: float
) -> None:
    saga = [{"title": f"S{v}", "series": "Saga", "volume": float(v)} for v in (1, 2, 3)]
    catalog = make_catalog(*saga, {"title": "Z"})
    history = History(np.array([0, 1]), np.array(ratings, dtype=np.float32))
    factors = weigh_series(catalog, history, np.full(4, stars, dtype=np.float32))
    assert factors[2:].tolist() == pytest.approx([expected, 1.0])
