"""Are book embeddings better after training than before, on held-out books too?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bookrec.evaluation.embedding_probe import EmbeddingProbe, ProbeBooks
from bookrec.evaluation.protocol import Cases
from bookrec.metrics.embedding import Rows, UnitRows
from bookrec.metrics.significance import bootstrap_means
from bookrec.settings import EvaluateSettings

ALL_BOOKS = "all books"
HELD_OUT_BOOKS = "held-out books"


class EmbeddingRow(NamedTuple):
    """One measure before and after training, with 95 % bootstrap intervals.

    Attributes:
        group: All books, or the books whose pairs were not trained on.
        measure: What is measured; higher is better.
        n: Books, pairs of books or users that the means are over.
        difference: After less before, on the same books, pairs or users.
    """

    group: str
    measure: str
    n: int
    before: float
    before_low: float
    before_high: float
    after: float
    after_low: float
    after_high: float
    difference: float
    difference_low: float
    difference_high: float


@dataclass(frozen=True)
class EmbeddingPair:
    """What training made of the books.

    Attributes:
        before: Text features, any rows, shape (n_books, n_features); compared by cosine.
        after: Book embeddings, unit rows, shape (n_books, dim).
        held_out: True for the books whose pairs were not trained on, shape (n_books,).
    """

    before: Rows
    after: NDArray[np.float32]
    held_out: NDArray[np.bool_]


def evaluate_embeddings(
    pair: EmbeddingPair,
    books: pd.DataFrame,
    genres: NDArray[np.uint8],
    descriptions: NDArray[np.float32],
    cases: Cases,
    settings: EvaluateSettings,
) -> list[EmbeddingRow]:
    """Measure the embeddings before and after training.

    Args:
        pair: The embeddings.
        books: The books table; rows aligned with the embeddings.
        genres: Indicators 0 or 1, shape (n_books, n_genres).
        descriptions: Unit description embeddings, zero where there is none, (n_books, dim).
        cases: Test users.
        settings: Seed and number of bootstrap resamples.

    Returns:
        A row for each measure and group; a measure that nothing can be said about (no series, no
        held-out book that a test user likes) has none.
    """
    before = UnitRows(pair.before)
    known = ProbeBooks.build(books, genres, descriptions)
    groups = {ALL_BOOKS: np.ones(len(books), bool), HELD_OUT_BOOKS: pair.held_out}
    rows = []
    for group, mask in groups.items():
        if mask.any():
            probe = EmbeddingProbe(known, mask, cases, settings.seed)
            rows += _compare(group, probe.measure(before), probe.measure(pair.after), settings)
    return rows


def _compare(
    group: str,
    before: Mapping[str, NDArray[np.float64]],
    after: Mapping[str, NDArray[np.float64]],
    settings: EvaluateSettings,
) -> list[EmbeddingRow]:
    """Compare unit by unit; units without a value (NaN) are left out."""
    rows = []
    for measure in before:
        values = np.stack([before[measure], after[measure]], axis=1)
        values = values[~np.isnan(values).any(axis=1)]
        if len(values) == 0:
            continue
        columns = np.column_stack([values, values[:, 1] - values[:, 0]])
        means = bootstrap_means(columns, settings.n_bootstrap, settings.seed)
        low, high = np.quantile(means, [0.025, 0.975], axis=0)
        summary = np.column_stack([columns.mean(axis=0), low, high]).ravel().tolist()
        rows.append(EmbeddingRow(group, measure, len(values), *summary))
    return rows
