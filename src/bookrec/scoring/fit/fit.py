"""Fit a scorer on the catalogue and the training users' ratings. The only user of torch here."""

import math
from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray

from bookrec.errors import TrainingError
from bookrec.scoring.fit.batches import sample_batches
from bookrec.scoring.fit.columns import Columns, build_columns
from bookrec.scoring.fit.inputs import UserRatings, index_ratings
from bookrec.scoring.fit.item_weights import fit_reading
from bookrec.scoring.fit.merge import merge_fits
from bookrec.scoring.fit.trainable import CatalogueTensors, TrainableScorer, compute_loss
from bookrec.scoring.model.averages import centre_ratings
from bookrec.scoring.model.blocks import blocks_of
from bookrec.scoring.model.book_rows import NO_AUTHOR, NO_SERIES, BookRows
from bookrec.scoring.model.gaussian import Kernel
from bookrec.scoring.model.item_weights import ReadingModel
from bookrec.scoring.model.scorer import Scorer, ScorerParameters
from bookrec.settings import TuneSettings

Progress = Callable[[int, int], None]

MIN_RATINGS = 10
"""Users with fewer ratings count in averages and factors, but nothing is fitted on them."""


def fit_scorer(
    books: pd.DataFrame,
    ratings: pd.DataFrame,
    book_embeddings: NDArray[np.float32],
    text_embeddings: Mapping[str, NDArray[np.float32]],
    genres: NDArray[np.uint8],
    settings: TuneSettings,
    progress: Progress | None = None,
    reading: ReadingModel | None = None,
) -> Scorer:
    """Fit everything `Scorer` needs; training users only.

    Args:
        books: The books table.
        ratings: The ratings table, cut to training users.
        book_embeddings: From the trained head, shape (n_books, dim), unit rows.
        text_embeddings: Encoder output by field; "description" is used for books outside the
            catalogue, shape (n_books, text_dim), zero rows where the text is empty.
        genres: Indicator columns, shape (n_books, n_genres).
        settings: Hyper-parameters.
        progress: Called with (done, total) epochs.
        reading: Fitted before on the same ratings; without it, it is fitted too.

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
        fits.append(_fit_once(books, user_ratings, book_embeddings, genres, seeded, advance))
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
) -> tuple[BookRows, ScorerParameters]:
    """Fit from one seed."""
    columns = build_columns(
        books, ratings, book_embeddings, genres, settings.reader_dim, settings.seed
    )
    catalogue = _describe_catalogue(books, ratings, columns)
    module = _fit_module(catalogue, ratings, settings, progress)
    return _apply_module(module, settings.fit_dim), _read_parameters(module)


def _shift(progress: Progress | None, number: int, n_fits: int) -> Progress | None:
    """Report the epochs of one of several fits as a part of all their epochs."""
    if progress is None:
        return None
    return lambda done, total: progress(number * total + done, n_fits * total)


def _describe_catalogue(
    books: pd.DataFrame, ratings: UserRatings, columns: Columns
) -> CatalogueTensors:
    averages = books["average_rating"].to_numpy(np.float32, na_value=np.nan)
    centred = centre_ratings(ratings.users, ratings.book_nums, ratings.ratings, ratings.n_books)
    is_known = ~np.isnan(averages)
    mean_average = (
        np.average(averages[is_known], weights=1 + centred.counts[is_known])
        if is_known.any()
        else 0.0
    )
    deviations = np.where(is_known, averages - mean_average, 0).astype(np.float32)
    return CatalogueTensors(
        columns=columns,
        author_nums=torch.from_numpy(_number(books["author_key"], NO_AUTHOR)),
        series_nums=torch.from_numpy(_number(books["series"], NO_SERIES)),
        average_deviations=torch.from_numpy(deviations),
        ratings=centred,
    )


def _number(names: "pd.Series[str]", nothing: int) -> NDArray[np.int64]:
    """Number distinct names from 0 in order of appearance."""
    codes = pd.factorize(names.where(names != ""))[0]
    return np.where(codes < 0, nothing, codes).astype(np.int64)


def _fit_module(
    catalogue: CatalogueTensors,
    ratings: UserRatings,
    settings: TuneSettings,
    progress: Progress | None,
) -> TrainableScorer:
    users = np.flatnonzero(np.diff(ratings.offsets) >= MIN_RATINGS)
    if len(users) == 0:
        raise TrainingError(
            f"ratings: no training user has {MIN_RATINGS} ratings or more; add ratings"
        )
    if len(users) > settings.max_users:
        drawn = np.random.default_rng(settings.seed).choice(
            users, settings.max_users, replace=False
        )
        users = np.sort(drawn)
    rng = np.random.default_rng(settings.seed)
    # Torch's global generator draws the first weights: borrowed, then given back.
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(settings.seed)
        module = TrainableScorer(
            catalogue,
            mean_rating=float(ratings.ratings.mean()),
            metric_dim=settings.metric_dim,
            interest_dim=settings.interest_dim,
        )
    n_steps = settings.epochs * math.ceil(len(users) / settings.batch_size)
    optimizer, schedule = _make_optimizer(module, settings, n_steps)
    for epoch in range(settings.epochs):
        for batch in sample_batches(
            ratings, users, rng, settings.batch_size, settings.max_history, settings.max_targets
        ):
            is_known = rng.random(ratings.n_books) >= settings.unknown_share
            loss = compute_loss(module(batch, is_known), batch.targets, settings.correlation_weight)
            if not torch.isfinite(loss):
                raise TrainingError(
                    f"the fit of the scorer diverged in epoch {epoch + 1}; lower tune.learning_rate"
                )
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
        if progress is not None:
            progress(epoch + 1, settings.epochs)
    return module.eval()


def _make_optimizer(
    module: TrainableScorer, settings: TuneSettings, n_steps: int
) -> tuple[torch.optim.AdamW, torch.optim.lr_scheduler.LRScheduler]:
    """Decay the matrices, let the scalars move faster, and cool both by a cosine."""
    parameters = list(module.parameters())
    optimizer = torch.optim.AdamW(
        [
            {
                "params": [p for p in parameters if p.ndim == 2],
                "lr": settings.learning_rate,
                "weight_decay": settings.weight_decay,
            },
            {
                "params": [p for p in parameters if p.ndim < 2],
                "lr": 15 * settings.learning_rate,
                "weight_decay": 0.0,
            },
        ]
    )
    return optimizer, torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, n_steps)


@torch.inference_mode()
def _apply_module(module: TrainableScorer, feature_dim: int) -> BookRows:
    """Apply the fitted maps to every book, some books at a time."""
    catalogue = module.catalogue
    axes = _find_axes(module, feature_dim)
    n_books, rank = len(catalogue.columns), module.signals.shape[1]
    features = np.empty((n_books, axes.shape[1]), dtype=np.float32)
    signals, appeals = np.empty((2, n_books, rank), dtype=np.float32)
    for some in blocks_of(n_books):
        columns = torch.from_numpy(catalogue.columns[some])
        features[some] = _map_features(module, columns) @ axes
        signals[some] = module.linear(columns, module.signals).numpy()
        appeals[some] = module.linear(columns, module.appeals).numpy()
    averages = module.averages(module.sums, module.counts, catalogue.average_deviations)
    return BookRows(
        features=features,
        signals=signals,
        appeals=appeals,
        averages=averages.numpy(),
        author_nums=catalogue.author_nums.numpy(),
        series_nums=catalogue.series_nums.numpy(),
    )


def _map_features(module: TrainableScorer, columns: torch.Tensor) -> NDArray[np.float32]:
    """Turn the columns of some books into features whose dot products are the learnt covariance."""
    features = torch.cat([columns * module.column_scales(), columns @ module.metric], dim=1)
    return np.asarray(features.numpy(), dtype=np.float32)


def _find_axes(module: TrainableScorer, dim: int) -> NDArray[np.float32]:
    """Find the axes that keep most of the features' dot products, shape (n_features, dim)."""
    columns = module.catalogue.columns
    width = sum(module.metric.shape)
    gram = np.zeros((width, width), dtype=np.float32)
    for some in blocks_of(len(columns)):
        features = _map_features(module, torch.from_numpy(columns[some]))
        gram += features.T @ features
    _, axes = np.linalg.eigh(gram)
    return np.asarray(axes[:, ::-1][:, :dim])


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


def _read_parameters(module: TrainableScorer) -> ScorerParameters:
    values = {name: math.exp(log.item()) for name, log in module.log.items()}
    return ScorerParameters(
        kernel=Kernel(values["author"], values["series"], values["constant"], values["noise"]),
        mean_rating=module.level.item(),
        interest_shrinkage=values["interest_shrinkage"],
    )
