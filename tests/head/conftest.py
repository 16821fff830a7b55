"""A tiny catalogue whose right neighbours are known: clusters of series by their own authors."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from bookrec.settings import RelationWeights, TrainSettings

N_CLUSTERS = 12
CLUSTER_SIZE = 8


def unit(rows: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture
def catalogue() -> dict[str, Any]:
    """Arguments of `train_head`, all but the settings."""
    rng = np.random.default_rng(7)
    cluster = np.repeat(np.arange(N_CLUSTERS), CLUSTER_SIZE)
    n_books = len(cluster)
    centres = rng.normal(size=(N_CLUSTERS, 16))
    descriptions = unit(centres[cluster] + rng.normal(size=(n_books, 16)))
    genres = np.eye(N_CLUSTERS, dtype=np.uint8)[cluster]
    genres[:, 0] = 1
    book_ids = [f"b{i:03d}" for i in range(n_books)]
    books = pd.DataFrame(
        {
            "book_id": book_ids,
            "work_id": book_ids,
            "series": [f"series {c}" if c % 2 else None for c in cluster],
            "author_key": [f"author {c}" for c in cluster],
        }
    )
    # Each user likes the books of one cluster and dislikes one of the next.
    rows = [
        (f"u{user}", book_ids[book], 5.0)
        for user in range(3 * N_CLUSTERS)
        for book in np.flatnonzero(cluster == user % N_CLUSTERS)
    ]
    rows += [
        (f"u{user}", book_ids[(user % N_CLUSTERS + 1) % N_CLUSTERS * CLUSTER_SIZE], 1.0)
        for user in range(3 * N_CLUSTERS)
    ]
    ratings = pd.DataFrame(rows, columns=["user_id", "book_id", "rating"])
    features = np.hstack([descriptions, unit(genres.astype(np.float64))])
    return {
        "features": features,
        "books": books,
        "ratings": ratings,
        "genres": genres,
        "descriptions": descriptions,
    }


@pytest.fixture
def settings() -> TrainSettings:
    """Settings that train the tiny catalogue within a second."""
    return TrainSettings(
        dim=8,
        hidden_dim=16,
        epochs=3,
        min_batches=1,
        learning_rate=3e-3,
        margin=0.2,
        weight_decay=0.01,
        weights=RelationWeights(
            series=2, author=2, co_rating=2, genre=2, genre_order=10, description_order=10
        ),
        batch_size=16,
        n_random=8,
        n_neighbours=3,
        mining_sample=32,
        n_mined=2,
        validation_share=0.1,
        held_out_share=0.1,
    )
