"""Fit a scorer on the catalogue and some users' ratings."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bookrec.scoring.fit.apply import apply_module, read_parameters
from bookrec.scoring.fit.cache import FitCache
from bookrec.scoring.fit.catalogue import describe_catalogue
from bookrec.scoring.fit.columns import build_columns
from bookrec.scoring.fit.inputs import UserRatings, index_ratings
from bookrec.scoring.fit.item_weights import fit_reading
from bookrec.scoring.fit.loop import Progress, fit_module, start_module
from bookrec.scoring.fit.merge import merge_fits
from bookrec.scoring.model.blocks import blocks_of
from bookrec.scoring.model.book_rows import BookRows
from bookrec.scoring.model.item_weights import ReadingModel
from bookrec.scoring.model.scorer import Scorer, ScorerParameters
from bookrec.settings import TuneSettings

_NOT_OF_ONE_FIT = {"n_fits", "n_trials", "n_ranking_trials", "balance_steps"}


def fit_scorer(
    books: pd.DataFrame,
    ratings: pd.DataFrame,
    book_embeddings: NDArray[np.float32],
    text_embeddings: Mapping[str, NDArray[np.float32]],
    genres: NDArray[np.uint8],
    settings: TuneSettings,
    progress: Progress | None = None,
    reading: ReadingModel | None = None,
    cache: FitCache | None = None,
) -> Scorer:
    """Fit everything `Scorer` needs; on all ratings that are given.

    Args:
        books: The books table.
        ratings: The ratings table, cut to the users to learn from.
        book_embeddings: From the trained head, shape (n_books, dim), unit rows.
        text_embeddings: Encoder output by field; "description" is used for books outside the
            catalogue, shape (n_books, text_dim), zero rows where the text is empty.
        genres: Indicator columns, shape (n_books, n_genres).
        settings: Hyper-parameters.
        progress: Called with (done, total) epochs.
        reading: Fitted before on the same ratings; without it, it is fitted too.
        cache: Of fits on the same tables; what a run that was interrupted left is not fitted again.

    Returns:
        The fitted scorer, its balance and the weights of its ranking not yet chosen.

    Raises:
        TrainingError: If no training user has enough ratings, or the fit ends in no number.
    """
    user_ratings = index_ratings(books, ratings)
    reading = reading or fit_reading(user_ratings)
    fits = []
    for number in range(settings.n_fits):
        seeded = settings.model_copy(update={"seed": settings.seed + number})
        advance = _shift(progress, number, settings.n_fits)
        fits.append(_fit_once(books, user_ratings, book_embeddings, genres, seeded, advance, cache))
    rows, parameters = merge_fits(fits, settings.feature_dim)
    return Scorer(
        books=rows,
        text_map=_map_texts(text_embeddings["description"], rows),
        reading=reading,
        parameters=parameters,
    )


def _fit_once(
    books: pd.DataFrame,
    ratings: UserRatings,
    book_embeddings: NDArray[np.float32],
    genres: NDArray[np.uint8],
    settings: TuneSettings,
    progress: Progress | None,
    cache: FitCache | None,
) -> tuple[BookRows, ScorerParameters]:
    """Fit from one seed, or take the fit of a run that was interrupted."""
    columns = build_columns(
        books, ratings, book_embeddings, genres, settings.reader_dim, settings.seed
    )
    catalogue = describe_catalogue(books, ratings, columns)
    key = settings.model_dump_json(exclude=_NOT_OF_ONE_FIT)
    kept = None if cache is None else cache.get(key)
    if kept is None:
        module = fit_module(catalogue, ratings, settings, progress)
        if cache is not None:
            cache.put(key, module.state_dict())
    else:
        module = start_module(catalogue, ratings, settings)
        module.load_state_dict(kept)
    return apply_module(module, settings.fit_dim), read_parameters(module)


def _shift(progress: Progress | None, number: int, n_fits: int) -> Progress | None:
    """Report the epochs of one of several fits as a part of all their epochs."""
    if progress is None:
        return None
    return lambda done, total: progress(number * total + done, n_fits * total)


def _map_texts(
    texts: NDArray[np.float32], rows: BookRows, penalty: float = 1.0
) -> NDArray[np.float32]:
    """Fit a ridge regression from description embeddings to rows, for books outside."""
    n_texts = texts.shape[1]
    gram = np.zeros((n_texts, n_texts), dtype=np.float32)
    products = np.zeros((n_texts, rows.features.shape[1] + rows.signals.shape[1]), np.float32)
    for some in blocks_of(len(texts)):
        block = texts[some]
        gram += block.T @ block
        products += block.T @ np.concatenate([rows.features[some], rows.signals[some]], axis=1)
    gram += penalty * np.eye(n_texts, dtype=np.float32)
    return np.asarray(np.linalg.solve(gram, products), dtype=np.float32)
