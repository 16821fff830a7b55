"""Books for a stranger."""

import numpy as np

from bookrec.scoring.lists.cold import score_for_strangers


def test_well_liked_and_widely_read_comes_first() -> None:
    averages = np.array([4.4, 5.0, 3.4, np.nan], dtype=np.float32)
    counts = np.array([1_000_000, 12, 4_000_000, 0])
    scores = score_for_strangers(averages, counts)
    assert np.argmax(scores) == 0
    assert scores[1] < scores[0]
    assert np.isfinite(scores).all()
