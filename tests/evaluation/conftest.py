"""A small world whose right answers are known: two camps of readers and of books."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import pandas as pd
import pytest

from bookrec.evaluation.baselines.average_rating import AverageRating
from bookrec.evaluation.baselines.item_knn import ItemKNN
from bookrec.evaluation.embeddings import EmbeddingPair
from bookrec.evaluation.evaluate import EvaluationData
from bookrec.evaluation.models import ServedModel
from bookrec.evaluation.protocol import Cases, build_cases, select_part
from bookrec.evaluation.training_data import TrainingData
from bookrec.scoring.model.history import History
from bookrec.settings import EvaluateSettings, SplitSettings

N_USERS, N_BOOKS = 120, 60


@pytest.fixture(scope="session")
def books() -> pd.DataFrame:
    rng = np.random.default_rng(1)
    return pd.DataFrame(
        {
            "book_id": [f"book{i:02d}" for i in range(N_BOOKS)],
            "title": [f"Title <{i}>" for i in range(N_BOOKS)],
            "author": [f"Author {i % 9}" for i in range(N_BOOKS)],
            "author_key": [f"author {i % 9}" for i in range(N_BOOKS)],
            "series": [f"Series {i % 20}" if i % 20 < 9 else None for i in range(N_BOOKS)],
            "genres": [["Fantasy"] if i % 2 else ["History", "War"] for i in range(N_BOOKS)],
            "average_rating": rng.uniform(3.4, 4.4, N_BOOKS).astype(np.float32),
            "n_ratings": rng.integers(10, 10_000, N_BOOKS),
        }
    )


@pytest.fixture(scope="session")
def ratings(books: pd.DataFrame) -> pd.DataFrame:
    """Users like books of their own parity better than others."""
    rng = np.random.default_rng(2)
    rows = []
    for user in range(N_USERS):
        rated = rng.choice(N_BOOKS, rng.integers(12, 40), replace=False)
        liked = rated % 2 == user % 2
        noise = rng.integers(-1, 2, len(rated))
        stars = np.clip(np.where(liked, 4, 2) + noise, 1, 5)
        source = "one.csv" if user < 80 else "two.csv"
        rows += [
            (f"user{user:03d}", f"book{book:02d}", star, source)
            for book, star in zip(rated, stars, strict=True)
        ]
    frame = pd.DataFrame(rows, columns=["user_id", "book_id", "rating", "source"])
    return frame.astype({"rating": np.float32}).sort_values(["user_id", "book_id"])


@pytest.fixture(scope="session")
def split() -> SplitSettings:
    return SplitSettings(test_share=0.4, validation_share=0.2, max_history=10)


@pytest.fixture(scope="session")
def settings() -> EvaluateSettings:
    return EvaluateSettings(n_bootstrap=200, history_lengths=(1, 5, 500), balance_steps=2)


@pytest.fixture(scope="session")
def cases(books: pd.DataFrame, ratings: pd.DataFrame, split: SplitSettings) -> Cases:
    return build_cases(ratings, books["book_id"].tolist(), split, "test")


@pytest.fixture(scope="session")
def training(books: pd.DataFrame, ratings: pd.DataFrame, split: SplitSettings) -> TrainingData:
    return TrainingData.from_tables(books, select_part(ratings, split, "train"))


@pytest.fixture(scope="session")
def embeddings() -> np.ndarray:
    """Unit rows; books of one parity are alike."""
    rng = np.random.default_rng(3)
    parity = np.eye(2)[np.arange(N_BOOKS) % 2]
    rows = np.hstack([2 * parity, rng.normal(size=(N_BOOKS, 6))]).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture(scope="session")
def data(
    books: pd.DataFrame, ratings: pd.DataFrame, embeddings: np.ndarray, split: SplitSettings
) -> EvaluationData:
    noise = np.random.default_rng(5).normal(size=embeddings.shape).astype(np.float32)
    return EvaluationData(
        books=books,
        ratings=ratings,
        book_embeddings=embeddings,
        text_embeddings={"author": embeddings, "description": embeddings},
        split=split,
        embedding_pair=EmbeddingPair(noise, embeddings, np.arange(N_BOOKS) < N_BOOKS // 2),
        genres=np.eye(2, dtype=np.uint8)[np.arange(N_BOOKS) % 2],
    )


@dataclass(frozen=True)
class Balance:
    popularity_weight: float = 0.2


@dataclass(frozen=True)
class Blend:
    """Stands for the fitted scorer: item-kNN and the average rating, balanced."""

    personal: ItemKNN
    average: AverageRating
    parameters: Balance = Balance()

    def predict(self, history: History, candidates: np.ndarray) -> np.ndarray:
        average = self.average.predict(history, candidates)
        personal = self.personal.predict(history, candidates)
        return personal + np.float32(self.parameters.popularity_weight) * (average - personal)

    def rank(self, histories: Sequence[History]) -> np.ndarray:
        every = np.arange(len(self.average.averages))
        return np.stack([self.predict(history, every) for history in histories])

    def predict_with_uncertainty(
        self, history: History, candidates: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        return self.predict(history, candidates), np.linspace(
            0.5, 1, len(candidates), dtype=np.float32
        )

    def with_popularity_weight(self, popularity_weight: float) -> Self:
        return replace(self, parameters=Balance(popularity_weight))


@pytest.fixture(scope="session")
def served(training: TrainingData) -> ServedModel:
    return Blend(ItemKNN.fit(training), AverageRating.fit(training))
