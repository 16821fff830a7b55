"""What an evaluation found, as rows of small tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bookrec.evaluation.baselines import AVERAGE_RATING
from bookrec.evaluation.compare import Comparison
from bookrec.evaluation.embeddings import EmbeddingRow
from bookrec.evaluation.reliability import ReliabilityRow, UncertaintyRow
from bookrec.evaluation.report.tables import DifferenceRow, MetricRow
from bookrec.evaluation.studies import BalanceRow

Row = MetricRow | DifferenceRow | BalanceRow | ReliabilityRow | UncertaintyRow | EmbeddingRow


class BookMap(NamedTuple):
    """Books as points of a plane, near each other where their embeddings are.

    Attributes:
        points: Shape (n, 2).
        genres: Main genre of each book, shape (n,).
    """

    points: NDArray[np.float32]
    genres: NDArray[np.str_]


@dataclass(frozen=True)
class Evaluation:
    """All tables of one evaluation.

    Attributes:
        popularity_weight: The balance of the measured scorer.
        data: How many books, ratings and users, by name.
        ratings: Models that predict ratings.
        rankings: Models that rank the catalogue.
        lists: What lists are made of, beside the ranking alone and what the users liked; empty if
            not asked for.
        history_lengths: Rating metrics by length of the history.
        cold_books: Rating metrics on books without training ratings; empty if not asked for.
        balance: Spearman at every balance, validation and test users.
        reliability: True against predicted ratings of the scorer.
        uncertainty: True error against stated uncertainty of the scorer.
        embeddings: Embeddings before and after training; empty if not asked for.
        book_map: The embeddings in two dimensions; drawn, not part of `to_dict`.
    """

    popularity_weight: float
    data: Mapping[str, int]
    ratings: Comparison
    rankings: Comparison
    lists: Sequence[MetricRow]
    history_lengths: Sequence[MetricRow]
    cold_books: Sequence[MetricRow]
    balance: Sequence[BalanceRow]
    reliability: Sequence[ReliabilityRow]
    uncertainty: Sequence[UncertaintyRow]
    embeddings: Sequence[EmbeddingRow]
    book_map: BookMap

    def headline(self) -> dict[str, float]:
        """Return the numbers to show first.

        Returns:
            The scorer's mean Spearman (`spearman`) over `users` test users, that of the average
            rating (`baseline`), and their paired `difference` with its interval, `low` to `high`.
        """
        versus = next(
            row
            for row in self.ratings.differences
            if row.metric == "spearman" and row.reference == AVERAGE_RATING
        )
        spearman = {row.model: row for row in self.ratings.summary if row.metric == "spearman"}
        return {
            "spearman": spearman[versus.model].mean,
            "users": versus.n_users,
            "baseline": spearman[AVERAGE_RATING].mean,
            "difference": versus.mean,
            "low": versus.low,
            "high": versus.high,
        }

    def to_dict(self) -> dict[str, Any]:
        """Return the tables as JSON-able lists of dictionaries; NaN becomes null."""
        return {
            "headline": self.headline(),
            "popularity_weight": self.popularity_weight,
            "data": dict(self.data),
            "ratings": _comparison_to_dict(self.ratings),
            "rankings": _comparison_to_dict(self.rankings),
            "lists": _rows_to_dicts(self.lists),
            "history_lengths": _rows_to_dicts(self.history_lengths),
            "cold_books": _rows_to_dicts(self.cold_books),
            "balance": _rows_to_dicts(self.balance),
            "reliability": _rows_to_dicts(self.reliability),
            "uncertainty": _rows_to_dicts(self.uncertainty),
            "embeddings": _rows_to_dicts(self.embeddings),
        }


def _comparison_to_dict(comparison: Comparison) -> dict[str, Any]:
    return {name: _rows_to_dicts(rows) for name, rows in comparison._asdict().items()}


def _rows_to_dicts(rows: Sequence[Row]) -> list[dict[str, Any]]:
    return [
        {name: None if value != value else value for name, value in row._asdict().items()}
        for row in rows
    ]
