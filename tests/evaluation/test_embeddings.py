"""Before and after training, on catalogues whose answers are known."""

import numpy as np
import pandas as pd
import pytest

from bookrec.evaluation.embeddings import (
    ALL_BOOKS,
    HELD_OUT_BOOKS,
    EmbeddingPair,
    EmbeddingRow,
    evaluate_embeddings,
)
from bookrec.evaluation.protocol import Cases, build_cases
from bookrec.metrics.embedding import normalize_rows
from bookrec.settings import EvaluateSettings, SplitSettings

N_AUTHORS, N_EACH = 20, 6
N_BOOKS = N_AUTHORS * N_EACH
AUTHOR = np.repeat(np.arange(N_AUTHORS), N_EACH)
SETTINGS = EvaluateSettings(n_bootstrap=200)


@pytest.fixture
def books() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "book_id": [f"b{i:03d}" for i in range(N_BOOKS)],
            "author_key": [f"author {a}" for a in AUTHOR],
            "series": [f"series {a}" if a < 5 else None for a in AUTHOR],
        }
    )


@pytest.fixture
def cases(books: pd.DataFrame) -> Cases:
    """Each user likes the books of one author and dislikes those of the next."""
    rows = [
        (f"u{a}", books["book_id"][i], 5.0 if AUTHOR[i] == a else 1.0, "file")
        for a in range(N_AUTHORS)
        for i in np.flatnonzero((AUTHOR == a) | (AUTHOR == (a + 1) % N_AUTHORS))
    ]
    ratings = pd.DataFrame(rows, columns=["user_id", "book_id", "rating", "source"])
    split = SplitSettings(min_ratings=2)
    return build_cases(ratings, books["book_id"].tolist(), split, "all", max_history=6)


def evaluate(
    before: np.ndarray, after: np.ndarray, books: pd.DataFrame, cases: Cases, n_held_out: int = 30
) -> dict[tuple[str, str], EmbeddingRow]:
    genres = np.eye(N_AUTHORS, dtype=np.uint8)[AUTHOR]
    pair = EmbeddingPair(before, after, np.arange(N_BOOKS) >= N_BOOKS - n_held_out)
    descriptions = normalize_rows(genres.astype(np.float32))
    rows = evaluate_embeddings(pair, books, genres, descriptions, cases, SETTINGS)
    return {(row.group, row.measure): row for row in rows}


def noise() -> np.ndarray:
    rng = np.random.default_rng(0)
    return rng.normal(size=(N_BOOKS, 40)).astype(np.float32)


def perfect() -> np.ndarray:
    """One direction per author."""
    return np.eye(N_AUTHORS, dtype=np.float32)[AUTHOR]


def test_perfect_embeddings_reach_the_best_values(books: pd.DataFrame, cases: Cases) -> None:
    rows = evaluate(noise(), perfect(), books, cases)
    for group in (ALL_BOOKS, HELD_OUT_BOOKS):
        assert rows[group, "same author - different author"].after == pytest.approx(1)
        assert rows[group, "author precision@10"].after == pytest.approx(1)
        assert rows[group, "genre overlap correlation"].after == pytest.approx(1)
        assert rows[group, "description correlation"].after == pytest.approx(1)
        assert rows[group, "co-rating AUC"].after > 0.95


def test_noise_is_at_chance(books: pd.DataFrame, cases: Cases) -> None:
    rows = evaluate(noise(), perfect(), books, cases)
    assert rows[ALL_BOOKS, "same author - different author"].before == pytest.approx(0, abs=0.03)
    assert rows[ALL_BOOKS, "genre overlap correlation"].before == pytest.approx(0, abs=0.1)
    assert rows[ALL_BOOKS, "co-rating AUC"].before == pytest.approx(0.5, abs=0.15)


def test_difference_is_after_less_before_and_inside_its_interval(
    books: pd.DataFrame, cases: Cases
) -> None:
    for row in evaluate(noise(), perfect(), books, cases).values():
        assert row.difference == pytest.approx(row.after - row.before)
        assert row.before_low <= row.before <= row.before_high
        assert row.difference_low <= row.difference <= row.difference_high
        assert row.n > 0


def test_the_same_embedding_twice_differs_by_nothing(books: pd.DataFrame, cases: Cases) -> None:
    rows = normalize_rows(noise())
    for row in evaluate(rows, rows, books, cases).values():
        bounds = (row.difference_low, row.difference, row.difference_high)
        assert bounds == pytest.approx((0, 0, 0), abs=1e-6)


def test_before_is_compared_by_cosine(books: pd.DataFrame, cases: Cases) -> None:
    scaled = noise() * np.linspace(1, 9, N_BOOKS, dtype=np.float32)[:, np.newaxis]
    rows, expected = (evaluate(x, perfect(), books, cases) for x in (scaled, noise()))
    for key, row in rows.items():
        assert row.before == pytest.approx(expected[key].before, abs=1e-5)


def test_held_out_group_holds_its_books_alone(books: pd.DataFrame, cases: Cases) -> None:
    """Good embeddings of the held-out books show there, whatever the others are."""
    after = normalize_rows(np.hstack([perfect(), noise() * 0]))
    after[:60] = normalize_rows(np.hstack([0 * perfect(), noise()]))[:60]
    rows = evaluate(after, after, books, cases)
    assert rows[HELD_OUT_BOOKS, "author precision@10"].after == pytest.approx(1)
    assert rows[ALL_BOOKS, "author precision@10"].after < 0.8
    assert rows[HELD_OUT_BOOKS, "author precision@10"].n == 30


def test_measures_without_any_value_have_no_row(books: pd.DataFrame, cases: Cases) -> None:
    rows = evaluate(noise(), perfect(), books.assign(series=None), cases, n_held_out=0)
    assert not [key for key in rows if "series" in key[1]]
    assert {group for group, _ in rows} == {ALL_BOOKS}
