"""Fit a scorer on the catalogue and the training users' ratings."""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bookrec.scoring.baseline import compute_shrunken_average
from bookrec.scoring.scorer import Scorer, ScorerParameters
from bookrec.settings import TuneSettings

Progress = Callable[[int, int], None]


def fit_scorer(
    books: pd.DataFrame,
    ratings: pd.DataFrame,
    book_embeddings: NDArray[np.float32],
    text_embeddings: Mapping[str, NDArray[np.float32]],
    genres: NDArray[np.uint8],
    settings: TuneSettings,
    progress: Progress | None = None,
) -> Scorer:
    """Fit everything `Scorer` needs; training users only.

    Args:
        books: The books table.
        ratings: The ratings table, cut to training users.
        book_embeddings: From the trained head, shape (n_books, dim), unit rows.
        text_embeddings: Encoder output by field ("series", "author", "description"), each of
            shape (n_books, text_dim), zero rows where the text is empty.
        genres: Indicator columns, shape (n_books, n_genres).
        settings: Hyper-parameters.
        progress: Called with (done, total).

    Returns:
        The fitted scorer.
    """
    description = text_embeddings["description"]
    gram = description.T @ description + np.eye(description.shape[1], dtype=np.float32)
    author_nums = pd.factorize(books["author"].where(books["author"] != ""))[0]
    series_nums = pd.factorize(books["series"])[0]
    return Scorer(
        features=book_embeddings,
        averages=compute_shrunken_average(
            books["average_rating"].to_numpy(np.float32, na_value=np.nan),
            books["n_ratings"].to_numpy(np.int64),
            shrinkage=100,
        ),
        popularity=np.log1p(books["n_ratings"].to_numpy(np.float32)),
        author_nums=author_nums.astype(np.int64),
        series_nums=series_nums.astype(np.int64),
        text_map=np.linalg.solve(gram, description.T @ book_embeddings),
        parameters=ScorerParameters(),
    )
