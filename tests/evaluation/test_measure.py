from collections.abc import Sequence

import numpy as np
import pytest

from bookrec.evaluation.measure import (
    LIST_LENGTH,
    measure_rankings,
    measure_ratings,
    predict_ratings,
    rank_catalogue,
)
from bookrec.evaluation.protocol import Cases
from bookrec.evaluation.training_data import TrainingData
from bookrec.scoring.model.history import History


class FixedScores:
    """Gives every user the same score for a book."""

    def __init__(self, scores: np.ndarray) -> None:
        self.scores = scores.astype(np.float32)

    def predict(self, history: History, candidates: np.ndarray) -> np.ndarray:
        return self.scores[candidates]

    def rank(self, histories: Sequence[History]) -> np.ndarray:
        return np.tile(self.scores, (len(histories), 1))


class KnowsTheAnswer:
    """Ranks each user's liked test books first."""

    def __init__(self, cases: Cases) -> None:
        self.all_books = np.arange(cases.n_books)
        liked = cases.select_test(cases.test_ratings >= 4)
        self.liked_by_history = {
            history.book_nums.tobytes(): books
            for history, books in zip(cases.histories(), liked.candidates(), strict=True)
        }

    def rank(self, histories: Sequence[History]) -> np.ndarray:
        liked = [self.liked_by_history[history.book_nums.tobytes()] for history in histories]
        return np.stack([np.isin(self.all_books, books) for books in liked]).astype(np.float32)


def test_true_ratings_are_perfect_predictions(cases: Cases) -> None:
    values = measure_ratings(cases.test_ratings, cases)
    for metric in ("spearman", "kendall", "concordance"):
        known = values[metric][~np.isnan(values[metric])]
        np.testing.assert_allclose(known, 1)
    assert not values["rmse"].any()


def test_predictions_are_aligned_with_the_test_rows(cases: Cases) -> None:
    scores = np.arange(cases.n_books)
    np.testing.assert_array_equal(
        predict_ratings(FixedScores(scores), cases), scores[cases.test_books]
    )


def test_an_undefined_prediction_is_refused(cases: Cases) -> None:
    scores = np.ones(cases.n_books)
    scores[cases.test_books[3]] = np.nan
    with pytest.raises(ValueError, match="FixedScores predicts values that are not finite"):
        predict_ratings(FixedScores(scores), cases)


def test_lists_hold_the_best_books_without_the_history(cases: Cases) -> None:
    scores = np.random.default_rng(4).integers(0, 8, cases.n_books)  # many ties
    lists = rank_catalogue(FixedScores(scores), cases)
    order = sorted(range(cases.n_books), key=lambda book: (-scores[book], book))
    for row, history in zip(lists, cases.histories(), strict=True):
        expected = [book for book in order if book not in history.book_nums]
        assert row.tolist() == expected[:LIST_LENGTH]


def test_knowing_the_answer_is_the_best_ranking(
    cases: Cases, training: TrainingData, embeddings: np.ndarray
) -> None:
    lists = rank_catalogue(KnowsTheAnswer(cases), cases)
    values = measure_rankings(lists, cases, training, embeddings)
    likes = np.diff(cases.select_test(cases.test_ratings >= 4).test_offsets)
    assert (likes == 0).any()  # a user who liked no test book is left out
    for metric in ("recall@20", "ndcg@10", "mrr@20"):
        np.testing.assert_allclose(values[metric], np.where(likes > 0, 1, np.nan))


def test_a_catalogue_smaller_than_the_list_is_refused(cases: Cases) -> None:
    with pytest.raises(ValueError, match="60 books has no list of 55"):
        rank_catalogue(FixedScores(np.ones(cases.n_books)), cases, n=55)
