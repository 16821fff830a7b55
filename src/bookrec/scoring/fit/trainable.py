"""The scorer while it is fitted: the served formulas in torch, so that gradients reach them.

The parameters are a few scalars and three linear maps of the books' columns; after the fit they
are applied to every book once, and numpy serves the result (`gaussian.py`, `taste.py`).
"""

import math
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from bookrec.scoring.fit.batches import FitBatch, RatedBooks
from bookrec.scoring.fit.columns import Columns
from bookrec.scoring.model.averages import CentredRatings
from bookrec.scoring.model.book_rows import NO_AUTHOR, NO_SERIES

_SPREAD = 0.05
"""Standard deviation of the linear maps before the fit."""


class CatalogueTensors(NamedTuple):
    """What is known of every book before the fit.

    Attributes:
        columns: Of each book, those that come from training users' ratings last.
        author_nums: Shape (n_books,).
        series_nums: Shape (n_books,).
        average_deviations: Goodreads' average less the mean average, shape (n_books,).
        ratings: Sums and counts of the training users' ratings.
    """

    columns: Columns
    author_nums: Tensor
    series_nums: Tensor
    average_deviations: Tensor
    ratings: CentredRatings


class TrainableScorer(nn.Module):
    """Predicts ratings as `Scorer` does, with every fitted number a parameter.

    Args:
        catalogue: What is known of every book.
        mean_rating: Where the level of all ratings starts, in stars.
        metric_dim: Width of the learnt metric.
        interest_dim: Width of signals and appeals.
    """

    def __init__(
        self,
        catalogue: CatalogueTensors,
        *,
        mean_rating: float,
        metric_dim: int,
        interest_dim: int,
    ) -> None:
        """Start from small random maps."""
        super().__init__()
        self.catalogue = catalogue
        self.sums = torch.from_numpy(catalogue.ratings.sums)
        self.counts = torch.from_numpy(catalogue.ratings.counts)
        self.user_means = torch.from_numpy(catalogue.ratings.user_means)
        widths = catalogue.columns.widths
        n_columns = sum(widths)
        self.block_weights = nn.Parameter(torch.full((len(widths),), math.log(0.3)))
        self.metric = nn.Parameter(_SPREAD * torch.randn(n_columns, metric_dim))
        self.signals = nn.Parameter(_SPREAD * torch.randn(n_columns + 1, interest_dim))
        self.appeals = nn.Parameter(_SPREAD * torch.randn(n_columns + 1, interest_dim))
        self.level = nn.Parameter(torch.tensor(mean_rating))
        self.log = nn.ParameterDict(
            {
                name: nn.Parameter(torch.tensor(math.log(start)))
                for name, start in _POSITIVE_STARTS.items()
            }
        )

    def positive(self, name: str) -> Tensor:
        """Return one of the positive scalars."""
        return torch.exp(self.log[name])

    def forward(self, batch: FitBatch, is_known: NDArray[np.bool_]) -> Tensor:
        """Predict the targets in stars, shape (n_users, n_targets).

        Args:
            batch: Histories and targets.
            is_known: False for books to treat as if no training user had rated them, shape
                (n_books,).
        """
        history, targets = batch.history, batch.targets
        known = torch.from_numpy(is_known.astype(np.float32))
        is_real = torch.from_numpy(history.is_real)
        columns, target_columns = self._columns(history, known), self._columns(targets, known)
        expected = self._expect(batch, history, known)
        deviations = (torch.from_numpy(history.ratings) - expected) * is_real
        covariance = self._covariance(history, history, columns, columns)
        noise = self.positive("noise") + (1 - is_real)
        covariance = covariance * is_real[:, :, None] * is_real[:, None] + torch.diag_embed(noise)
        weights = torch.linalg.solve(covariance, deviations[..., None])
        between = self._covariance(targets, history, target_columns, columns)
        personal = (between * is_real[:, None]) @ weights
        n_history = is_real.sum(1) + self.positive("interest_shrinkage")
        signals = (self.linear(columns, self.signals) * is_real[..., None]).sum(1)
        interest = signals / n_history[:, None]
        fit = self.linear(target_columns, self.appeals) @ interest[..., None]
        predicted: Tensor = self._expect(batch, targets, known) + (personal + fit)[..., 0]
        return predicted

    def averages(self, sums: Tensor, counts: Tensor, deviations: Tensor) -> Tensor:
        """Shrink the training users' mean of a book toward Goodreads' average, in stars."""
        shrinkage = self.positive("shrinkage")
        prior = self.positive("average_weight") * deviations
        return self.level + (sums + shrinkage * prior) / (counts + shrinkage)

    def _expect(self, batch: FitBatch, books: RatedBooks, known: Tensor) -> Tensor:
        """Compute the average of each book without the user's own rating of it."""
        nums = torch.from_numpy(books.book_nums)
        own = torch.from_numpy(books.ratings) - self.user_means[batch.users][:, None]
        is_real = torch.from_numpy(books.is_real)
        sums = (self.sums[nums] - own * is_real) * known[nums]
        counts = (self.counts[nums] - is_real) * known[nums]
        return self.averages(sums, counts, self.catalogue.average_deviations[nums])

    def _columns(self, books: RatedBooks, known: Tensor) -> Tensor:
        rows = torch.from_numpy(self.catalogue.columns[books.book_nums.ravel()])
        columns = rows.reshape(*books.book_nums.shape, -1)
        is_known = known[torch.from_numpy(books.book_nums)]
        columns[..., -self.catalogue.columns.widths[-1] :] *= is_known[..., None]
        return columns

    def _covariance(
        self, books: RatedBooks, others: RatedBooks, columns: Tensor, other_columns: Tensor
    ) -> Tensor:
        weighted = other_columns * self.column_scales() ** 2
        learnt = (other_columns @ self.metric).transpose(1, 2)
        nums, other_nums = torch.from_numpy(books.book_nums), torch.from_numpy(others.book_nums)
        authors, series = self.catalogue.author_nums, self.catalogue.series_nums
        return (
            columns @ weighted.transpose(1, 2)
            + (columns @ self.metric) @ learnt
            + self.positive("author") * _same(authors[nums], authors[other_nums], NO_AUTHOR)
            + self.positive("series") * _same(series[nums], series[other_nums], NO_SERIES)
            + self.positive("constant")
        )

    def column_scales(self) -> Tensor:
        """Return the root of its block's weight for each column, shape (n_columns,)."""
        widths = torch.tensor(self.catalogue.columns.widths)
        return torch.exp(0.5 * torch.repeat_interleave(self.block_weights, widths))

    @staticmethod
    def linear(columns: Tensor, weight: Tensor) -> Tensor:
        """Map columns linearly, the last row of the weight being the intercept."""
        return columns @ weight[:-1] + weight[-1]


_POSITIVE_STARTS = {
    "author": 0.1,
    "series": 0.1,
    "constant": 0.1,
    "noise": 0.7,
    "shrinkage": 40.0,
    "average_weight": 1.0,
    "interest_shrinkage": 3.0,
}


def compute_loss(
    predicted: Tensor, targets: RatedBooks, correlation_weight: float, user_shrinkage: float = 8.0
) -> Tensor:
    """Weigh the squared error against one minus each user's correlation.

    Args:
        predicted: Stars, shape (n_users, n_targets).
        targets: True ratings.
        correlation_weight: 0 is squared error alone, 1 correlation alone.
        user_shrinkage: A user with n targets counts n / (n + user_shrinkage) in the correlation,
            since few targets correlate by chance.
    """
    real = torch.from_numpy(targets.is_real)
    true = torch.from_numpy(targets.ratings)
    n_targets = real.sum(1, keepdim=True)
    squared_error = ((predicted - true) ** 2 * real).sum() / real.sum()
    a = (predicted - (predicted * real).sum(1, keepdim=True) / n_targets) * real
    b = (true - (true * real).sum(1, keepdim=True) / n_targets) * real
    lengths = ((a**2).sum(1) + 1e-4).sqrt() * ((b**2).sum(1) + 1e-6).sqrt()
    has_order = ((b**2).sum(1) > 1e-6) & (n_targets[:, 0] >= 3)
    weight = has_order * n_targets[:, 0] / (n_targets[:, 0] + user_shrinkage)
    lack = (weight * (1 - (a * b).sum(1) / lengths)).sum() / weight.sum().clamp(min=1)
    return (1 - correlation_weight) * squared_error + correlation_weight * lack


def _same(nums: Tensor, others: Tensor, nothing: int) -> Tensor:
    return (nums[:, :, None] == others[:, None]) & (nums != nothing)[:, :, None]
