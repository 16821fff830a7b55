"""Measure the fitted scorer and the baselines on the test users, once."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bookrec.evaluation.baselines import fit_ranking_baselines, fit_rating_baselines
from bookrec.evaluation.compare import Comparison, compare_ranking_models, compare_rating_models
from bookrec.evaluation.embeddings import EmbeddingPair, EmbeddingRow, evaluate_embeddings
from bookrec.evaluation.lists import measure_lists
from bookrec.evaluation.measure import predict_ratings, predict_uncertainty
from bookrec.evaluation.models import ServedModel
from bookrec.evaluation.protocol import Cases, Part, build_cases, select_part
from bookrec.evaluation.reliability import compute_reliability, compute_uncertainty
from bookrec.evaluation.report.book_map import build_book_map
from bookrec.evaluation.report.tables import MetricRow
from bookrec.evaluation.results import Evaluation
from bookrec.evaluation.studies import (
    BalanceRow,
    measure_balance,
    measure_cold_books,
    measure_history_lengths,
)
from bookrec.evaluation.training_data import TrainingData
from bookrec.protocols import RankingModel, RatingModel
from bookrec.scoring.recommender import Recommender
from bookrec.settings import EvaluateSettings, SplitSettings

TEST: Part = "test"
EVERYBODY: Part = "all"
OURS = "bookrec"
"""The scorer's name in every table."""

Progress = Callable[[int, int], None]
Refit = Callable[[pd.DataFrame], RatingModel]


@dataclass(frozen=True)
class EvaluationData:
    """What an evaluation works on.

    Attributes:
        books: The books table.
        ratings: The ratings table, all users.
        book_embeddings: From the trained head, unit rows, shape (n_books, dim).
        text_embeddings: From the encoder, by field, each of shape (n_books, text_dim).
        split: How users and their ratings are divided.
        embedding_pair: The embeddings before and after training; without it there is no table of
            embeddings.
        genres: Indicators 0 or 1, shape (n_books, n_genres); needed with `embedding_pair`.
        outside_ratings: Ratings of other users, all of whom are measured instead of the test
            users; see `outside.select_outside_users`.
    """

    books: pd.DataFrame
    ratings: pd.DataFrame
    book_embeddings: NDArray[np.float32]
    text_embeddings: Mapping[str, NDArray[np.float32]]
    split: SplitSettings
    embedding_pair: EmbeddingPair | None = None
    genres: NDArray[np.uint8] | None = None
    outside_ratings: pd.DataFrame | None = None

    @property
    def book_ids(self) -> list[str]:
        """Ids of the books in the table's order."""
        return self.books["book_id"].tolist()

    @property
    def training_ratings(self) -> pd.DataFrame:
        """The training users' ratings."""
        return select_part(self.ratings, self.split, "train")

    def build_test_cases(
        self, max_users: int | None = None, max_history: int | None = None
    ) -> Cases:
        """Build the cases to report on."""
        if self.outside_ratings is None:
            ratings, part = self.ratings, TEST
        else:
            ratings, part = self.outside_ratings, EVERYBODY
        return build_cases(ratings, self.book_ids, self.split, part, max_history, max_users)

    def build_validation_cases(self, max_users: int | None = None) -> Cases:
        """Build the cases that the balance was chosen on."""
        return build_cases(
            self.ratings, self.book_ids, self.split, "validation", max_users=max_users
        )


def evaluate(
    data: EvaluationData,
    scorer: ServedModel,
    settings: EvaluateSettings,
    *,
    refit: Refit | None = None,
    recommender: Recommender | None = None,
    progress: Progress | None = None,
) -> Evaluation:
    """Evaluate a fitted scorer beside the baselines.

    Args:
        data: Tables, embeddings and the split.
        scorer: Fitted on training users, tuned on validation users.
        settings: Seed and sizes of the evaluation.
        refit: Fits the scorer anew on other training ratings; without it there is no study of
            books without ratings.
        recommender: Makes lists of the scorer's rankings; without it no lists are measured.
        progress: Called with (done, total) after each step.

    Returns:
        All tables.

    Raises:
        DataError: If no test user has enough ratings.
    """
    advance = _count_steps(progress, 8)
    cases = data.build_test_cases(settings.max_users)
    validation = data.build_validation_cases(settings.max_users)
    training = TrainingData.from_tables(data.books, data.training_ratings)
    rating_models = _fit_rating_models(data, training, scorer)
    ratings = compare_rating_models(rating_models, OURS, cases, training, settings)
    next(advance)
    rankings = _compare_rankings(data, training, scorer, cases, settings)
    next(advance)
    lists = [] if recommender is None else measure_lists(recommender, cases, settings)
    next(advance)
    long_cases = data.build_test_cases(settings.max_users, max(settings.history_lengths))
    history_lengths = measure_history_lengths(rating_models, long_cases, settings)
    next(advance)
    cold_books = [] if refit is None else _measure_cold_books(data, cases, refit, settings)
    next(advance)
    balance = _measure_balance(scorer, validation, cases, settings)
    next(advance)
    predicted, uncertainty = predict_ratings(scorer, cases), predict_uncertainty(scorer, cases)
    book_map = build_book_map(data.books, data.book_embeddings, settings.seed)
    next(advance)
    embedding_rows = _measure_embeddings(data, cases, settings)
    next(advance)
    return Evaluation(
        popularity_weight=scorer.parameters.popularity_weight,
        data=_count_data(data, training, validation, cases),
        ratings=ratings,
        rankings=rankings,
        lists=lists,
        history_lengths=history_lengths,
        cold_books=cold_books,
        balance=balance,
        reliability=compute_reliability(predicted, cases.test_ratings),
        uncertainty=compute_uncertainty(predicted, uncertainty, cases.test_ratings),
        embeddings=embedding_rows,
        book_map=book_map,
    )


def _fit_rating_models(
    data: EvaluationData, training: TrainingData, scorer: RatingModel
) -> dict[str, RatingModel]:
    baselines = fit_rating_baselines(training, data.book_embeddings, data.text_embeddings)
    return {OURS: scorer, **baselines}


def _compare_rankings(
    data: EvaluationData,
    training: TrainingData,
    scorer: RankingModel,
    cases: Cases,
    settings: EvaluateSettings,
) -> Comparison:
    embeddings = data.book_embeddings
    baselines = fit_ranking_baselines(training, embeddings, data.text_embeddings)
    models = {OURS: scorer, **baselines}
    return compare_ranking_models(models, OURS, cases, training, embeddings, settings)


def _measure_cold_books(
    data: EvaluationData, cases: Cases, refit: Refit, settings: EvaluateSettings
) -> list[MetricRow]:
    def fit(ratings: pd.DataFrame) -> dict[str, RatingModel]:
        training = TrainingData.from_tables(data.books, ratings)
        return _fit_rating_models(data, training, refit(ratings))

    return measure_cold_books(fit, data.training_ratings, cases, data.book_ids, settings)


def _measure_balance(
    scorer: ServedModel, validation: Cases, cases: Cases, settings: EvaluateSettings
) -> list[BalanceRow]:
    weights = np.linspace(0, 1, settings.balance_steps + 1).tolist()
    rows = measure_balance(scorer, validation, "validation", weights, settings)
    return rows + measure_balance(scorer, cases, "test", weights, settings)


def _measure_embeddings(
    data: EvaluationData, cases: Cases, settings: EvaluateSettings
) -> list[EmbeddingRow]:
    if data.embedding_pair is None or data.genres is None:
        return []
    descriptions = data.text_embeddings["description"]
    return evaluate_embeddings(
        data.embedding_pair, data.books, data.genres, descriptions, cases, settings
    )


def _count_data(
    data: EvaluationData, training: TrainingData, validation: Cases, cases: Cases
) -> dict[str, int]:
    counts = {
        "books": len(data.books),
        "training users": training.n_users,
        "training ratings": training.ratings.nnz,
        "validation users": len(validation),
        "test users": len(cases),
        "test ratings": len(cases.test_ratings),
    }
    drawn = {"validation": validation.drawn_from, "test": cases.drawn_from}
    return counts | {f"{part} users drawn from": n for part, n in drawn.items() if n is not None}


def _count_steps(progress: Progress | None, total: int) -> Iterator[None]:
    for done in range(1, total + 1):
        if progress is not None:
            progress(done, total)
        yield
