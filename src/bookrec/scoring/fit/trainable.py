"""The scorer while it is fitted: the served formulas in torch, so that gradients reach them.

The parameters are a few scalars and linear maps of the books' columns; after the fit they are
applied to every book once (`apply.py`), and numpy serves the result (`gaussian.py`, `taste.py`).
"""

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from bookrec.scoring.fit.batches import FitBatch, RatedBooks
from bookrec.scoring.fit.catalogue import GROUPS, Catalogue, RatingStatistics
from bookrec.scoring.model.book_rows import NO_AUTHOR, NO_SERIES

N_STARS = 5
_SPREAD = 0.05
"""Standard deviation of the linear maps before the fit."""


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
        catalogue: Catalogue,
        *,
        mean_rating: float,
        metric_dim: int,
        interest_dim: int,
    ) -> None:
        """Start from small random maps."""
        super().__init__()
        self.catalogue = catalogue
        widths = catalogue.columns.widths
        n_columns = sum(widths)
        self.block_weights = nn.Parameter(torch.full((len(widths),), math.log(0.3)))
        self.metric = nn.Parameter(_SPREAD * torch.randn(n_columns, metric_dim))
        self.signals = nn.Parameter(_SPREAD * torch.randn(n_columns + 1, interest_dim))
        self.appeals = nn.Parameter(_SPREAD * torch.randn(n_columns + 1, interest_dim))
        self.noise_map = nn.Parameter(torch.zeros(n_columns, 1))
        self.prior_map = nn.Parameter(torch.zeros(n_columns, 1))
        self.level = nn.Parameter(torch.tensor(mean_rating))
        self.star_values = nn.Parameter(torch.arange(1.0, N_STARS + 1))
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
        expected = self._expect(batch, history, known, columns)
        deviations = (self.value(torch.from_numpy(history.ratings)) - expected) * is_real
        covariance = self._covariance(history, history, columns, columns)
        noise = self.noises(columns) * is_real + (1 - is_real)
        covariance = covariance * is_real[:, :, None] * is_real[:, None] + torch.diag_embed(noise)
        weights = torch.linalg.solve(covariance, deviations[..., None])
        between = self._covariance(targets, history, target_columns, columns)
        personal = (between * is_real[:, None]) @ weights
        n_history = is_real.sum(1) + self.positive("interest_shrinkage")
        signals = (self.linear(columns, self.signals) * is_real[..., None]).sum(1)
        interest = signals / n_history[:, None]
        fit = self.linear(target_columns, self.appeals) @ interest[..., None]
        expected = self._expect(batch, targets, known, target_columns)
        predicted: Tensor = expected + (personal + fit)[..., 0]
        return predicted

    def value(self, ratings: Tensor) -> Tensor:
        """Map stars to what they are worth, straight between whole ones."""
        lower = ratings.clamp(1, N_STARS).long().clamp(max=N_STARS - 1)
        share = ratings.clamp(1, N_STARS) - lower
        values = self.star_values
        return (1 - share) * values[lower - 1] + share * values[lower]

    def noises(self, columns: Tensor) -> Tensor:
        """Compute the variance of a rating around the opinion, by book."""
        return self.positive("noise") * torch.exp((columns @ self.noise_map)[..., 0])

    def averages(self, statistics: RatingStatistics, deviations: Tensor, columns: Tensor) -> Tensor:
        """Shrink the training users' mean of each book toward what its neighbours let expect.

        Args:
            statistics: Of the ratings of some books, and of what their authors and series have
                besides.
            deviations: Goodreads' average of these books less the mean average.
            columns: Of these books.

        Returns:
            Averages in stars, of the shape of `deviations`.
        """
        shrinkage, weight = self.positive("shrinkage"), self.positive("average_weight")
        prior = weight * deviations + (columns @ self.prior_map)[..., 0]
        for name in GROUPS:
            group = statistics.beside[name]
            surplus = group.sums - weight * group.expected
            mean = surplus / (group.counts + self.positive(f"{name}_shrinkage"))
            prior = prior + self.positive(f"{name}_prior") * mean
        own = statistics.own
        return self.level + (own.sums + shrinkage * prior) / (own.counts + shrinkage)

    def _expect(self, batch: FitBatch, books: RatedBooks, known: Tensor, columns: Tensor) -> Tensor:
        """Compute the average of each book as it would be without the user."""
        nums = torch.from_numpy(books.book_nums)
        folds = self.catalogue.folds[torch.from_numpy(batch.users)][:, None]
        statistics = self.catalogue.ratings.take(folds, nums, known[nums])
        return self.averages(statistics, self.catalogue.average_deviations[nums], columns)

    def _columns(self, books: RatedBooks, known: Tensor) -> Tensor:
        rows = torch.from_numpy(self.catalogue.columns[books.book_nums.ravel()])
        columns = rows.reshape(*books.book_nums.shape, -1)
        is_known = known[torch.from_numpy(books.book_nums)]
        columns[..., -self.catalogue.columns.widths[-1] :] *= is_known[..., None]
        return columns

    def _covariance(
        self, books: RatedBooks, others: RatedBooks, columns: Tensor, other_columns: Tensor
    ) -> Tensor:
        weighted = other_columns * self.column_weights()
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

    def column_weights(self) -> Tensor:
        """Return its block's weight for each column, shape (n_columns,)."""
        widths = torch.tensor(self.catalogue.columns.widths)
        return torch.exp(torch.repeat_interleave(self.block_weights, widths))

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
    "author_prior": 0.3,
    "author_shrinkage": 40.0,
    "series_prior": 0.3,
    "series_shrinkage": 40.0,
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
