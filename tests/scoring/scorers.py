"""Small random scorers and histories for tests."""

import numpy as np

from bookrec.scoring.model.book_rows import BookRows
from bookrec.scoring.model.gaussian import Kernel
from bookrec.scoring.model.history import ExtraBooks, History
from bookrec.scoring.model.item_weights import CoReading, ReadingModel, ReadingWeights
from bookrec.scoring.model.scorer import Scorer, ScorerParameters

N_BOOKS, DIM, RANK, TEXT_DIM = 30, 8, 3, 6


def make_rows(seed: int = 3) -> BookRows:
    rng = np.random.default_rng(seed)
    return BookRows(
        features=rng.normal(size=(N_BOOKS, DIM)).astype(np.float32) / 3,
        signals=rng.normal(size=(N_BOOKS, RANK)).astype(np.float32) / 5,
        appeals=rng.normal(size=(N_BOOKS, RANK)).astype(np.float32) / 5,
        averages=rng.uniform(3.4, 4.4, N_BOOKS).astype(np.float32),
        noises=rng.uniform(0.5, 1.5, N_BOOKS).astype(np.float32),
        author_nums=rng.integers(-1, 10, N_BOOKS),
        series_nums=rng.integers(-1, 5, N_BOOKS),
    )


def make_co_reading(seed: int = 4) -> CoReading:
    rng = np.random.default_rng(seed)
    lengths = rng.integers(0, 6, N_BOOKS)
    return CoReading(
        offsets=np.concatenate([[0], np.cumsum(lengths)]),
        book_nums=np.concatenate([rng.permutation(N_BOOKS)[:n] for n in lengths]).astype(np.int32),
        weights=rng.normal(size=lengths.sum()).astype(np.float32),
    )


def make_scorer() -> Scorer:
    rng = np.random.default_rng(5)
    return Scorer(
        books=make_rows(),
        text_map=rng.normal(size=(TEXT_DIM, DIM + RANK)).astype(np.float32) / 3,
        reading=ReadingModel(
            make_co_reading(),
            rng.uniform(0, 5, N_BOOKS).astype(np.float32),
            ReadingWeights(1.0, 0.5, 0.3, 0.1, 0.2),
        ),
        parameters=ScorerParameters(
            Kernel(0.2, 0.3, 0.4, 0.9),
            mean_rating=3.9,
            interest_shrinkage=2.0,
            star_values=(1.5, 2.2, 3.1, 4.2, 5.1),
        ),
    )


def make_history(n: int, extra: ExtraBooks | None = None) -> History:
    return History(np.arange(n), np.linspace(1, 5, n, dtype=np.float32), extra)


def make_extra() -> ExtraBooks:
    return ExtraBooks(
        np.eye(2, TEXT_DIM, dtype=np.float32),
        np.array([1, -1]),
        np.array([-1, -1]),
        np.float32([5, 1]),
    )
