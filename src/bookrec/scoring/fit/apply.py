"""Apply a fitted scorer to every book: what numpy serves."""

import math

import numpy as np
import torch
from numpy.typing import NDArray

from bookrec.scoring.fit.catalogue import N_FOLDS
from bookrec.scoring.fit.trainable import TrainableScorer
from bookrec.scoring.model.blocks import blocks_of
from bookrec.scoring.model.book_rows import BookRows
from bookrec.scoring.model.gaussian import Kernel
from bookrec.scoring.model.scorer import ScorerParameters


@torch.inference_mode()
def apply_module(module: TrainableScorer, feature_dim: int) -> BookRows:
    """Apply the fitted maps to every book, some books at a time."""
    catalogue = module.catalogue
    axes = _find_axes(module, feature_dim)
    n_books, rank = len(catalogue.columns), module.signals.shape[1]
    features = np.empty((n_books, axes.shape[1]), dtype=np.float32)
    signals, appeals = np.empty((2, n_books, rank), dtype=np.float32)
    averages, noises = np.empty((2, n_books), dtype=np.float32)
    for some in blocks_of(n_books):
        columns = torch.from_numpy(catalogue.columns[some])
        features[some] = _map_features(module, columns) @ axes
        signals[some] = module.linear(columns, module.signals).numpy()
        appeals[some] = module.linear(columns, module.appeals).numpy()
        averages[some] = _compute_averages(module, some, columns)
        noises[some] = module.noises(columns).numpy()
    return BookRows(
        features=features,
        signals=signals,
        appeals=appeals,
        averages=averages,
        noises=noises,
        author_nums=catalogue.author_nums.numpy(),
        series_nums=catalogue.series_nums.numpy(),
    )


def _compute_averages(
    module: TrainableScorer, some: slice, columns: torch.Tensor
) -> NDArray[np.float32]:
    """Compute the averages of some books as a new reader sees them, from everybody's ratings."""
    catalogue = module.catalogue
    nums = torch.arange(len(catalogue.columns))[some]
    everybody = torch.full_like(nums, N_FOLDS)
    statistics = catalogue.ratings.take(everybody, nums, torch.ones(len(nums)))
    averages = module.averages(statistics, catalogue.average_deviations[some], columns)
    return np.asarray(averages.numpy(), dtype=np.float32)


def _map_features(module: TrainableScorer, columns: torch.Tensor) -> NDArray[np.float32]:
    """Turn the columns of some books into features whose dot products are the learnt covariance."""
    features = torch.cat([columns * module.column_weights().sqrt(), columns @ module.metric], dim=1)
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


def read_parameters(module: TrainableScorer) -> ScorerParameters:
    """Read the fitted scalars."""
    values = {name: math.exp(log.item()) for name, log in module.log.items()}
    return ScorerParameters(
        kernel=Kernel(values["author"], values["series"], values["constant"], values["noise"]),
        mean_rating=module.level.item(),
        interest_shrinkage=values["interest_shrinkage"],
        star_values=tuple(module.star_values.tolist()),
    )
