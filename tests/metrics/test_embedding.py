"""Embedding metrics: hand-computed values and parity with scikit-learn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from sklearn.metrics import jaccard_score, roc_auc_score
from sklearn.neighbors import NearestNeighbors

from bookrec.metrics import embedding
from bookrec.metrics.embedding import (
    UnitRows,
    compute_auc,
    compute_effective_rank,
    compute_jaccard,
    compute_mean_cosine,
    compute_neighbour_precision,
    compute_neighbours,
    compute_pair_accuracy,
    compute_pair_cosines,
    normalize_rows,
)


def unit_rows(n: int, dim: int, seed: int = 0) -> np.ndarray:
    rows = np.random.default_rng(seed).normal(size=(n, dim))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def test_pair_cosines() -> None:
    rows = np.array([[1, 0], [0.6, 0.8], [-1, 0]], np.float32)
    cosines = compute_pair_cosines(rows, np.array([0, 0, 1]), np.array([1, 2, 1]))
    np.testing.assert_allclose(cosines, [0.6, -1, 1], rtol=1e-6)


def test_unit_rows_of_some_are_those_of_all() -> None:
    rows = np.random.default_rng(1).normal(size=(9, 3)).astype(np.float32)
    rows[4] = 0
    unit, some = UnitRows(rows), np.array([4, 1, 8])
    assert (len(unit), unit.shape) == (9, (9, 3))
    np.testing.assert_array_equal(unit[some], normalize_rows(rows)[some])


def test_mean_cosine_is_the_mean_off_the_diagonal() -> None:
    rows = unit_rows(30, 4)
    cosines = rows @ rows.T
    expected = cosines[~np.eye(30, dtype=bool)].mean()
    assert compute_mean_cosine(rows) == pytest.approx(expected, abs=1e-6)


def test_mean_cosine_of_equal_rows_is_one() -> None:
    assert compute_mean_cosine(np.tile(unit_rows(1, 4), (9, 1))) == pytest.approx(1)


def test_effective_rank_counts_directions() -> None:
    assert compute_effective_rank(np.eye(5)) == pytest.approx(5)
    assert compute_effective_rank(np.tile(unit_rows(1, 5), (9, 1))) == pytest.approx(1, abs=1e-2)
    # Singular values 2 and 1: shares 2/3 and 1/3.
    expected = np.exp(-(2 / 3 * np.log(2 / 3) + 1 / 3 * np.log(1 / 3)))
    assert compute_effective_rank(np.array([[2.0, 0], [0, 1]])) == pytest.approx(expected)


@given(st.lists(st.integers(0, 5), min_size=1), st.lists(st.integers(0, 5), min_size=1))
def test_auc_agrees_with_scikit_learn(positive: list[int], negative: list[int]) -> None:
    truth = [1] * len(positive) + [0] * len(negative)
    expected = roc_auc_score(truth, positive + negative)
    found = compute_auc(np.array(positive, float), np.array(negative, float))
    assert found == pytest.approx(expected)


def test_pair_accuracy_counts_ties_half() -> None:
    accuracy = compute_pair_accuracy(
        np.array([0.5, 0.1]), np.array([[0.4, 0.5, 0.9, 0.2], [0.1, 0.1, 0.1, 0.1]])
    )
    np.testing.assert_allclose(accuracy, [2.5 / 4, 0.5])


def test_jaccard_agrees_with_scikit_learn() -> None:
    members = np.random.default_rng(0).integers(0, 2, (20, 7))
    left, right = np.arange(10), np.arange(10, 20)
    expected = [
        jaccard_score(members[i], members[j], zero_division=0)
        for i, j in zip(left, right, strict=True)
    ]
    found = compute_jaccard(sparse.csr_array(members.astype(np.uint8)), left, right)
    np.testing.assert_allclose(found, expected)


def test_jaccard_of_empty_sets_is_zero() -> None:
    members = sparse.csr_array(np.zeros((2, 3)))
    np.testing.assert_array_equal(compute_jaccard(members, np.array([0]), np.array([1])), [0])


@pytest.mark.parametrize("batch_size", [1, 7, 100])
@pytest.mark.parametrize("books_at_once", [4, 17, 100])
def test_neighbours_agree_with_scikit_learn(
    batch_size: int, books_at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedding, "BOOKS_AT_ONCE", books_at_once)
    rows = unit_rows(50, 6)
    queries = np.arange(0, 50, 3)
    expected = NearestNeighbors(n_neighbors=6).fit(rows).kneighbors(rows[queries])[1][:, 1:]
    np.testing.assert_array_equal(compute_neighbours(rows, queries, 5, batch_size), expected)


def test_neighbour_precision() -> None:
    related = sparse.csr_array(
        np.array([[0, 1, 1, 1, 0], [1, 0, 0, 0, 0], [0, 0, 0, 0, 0], [1, 0, 0, 0, 0], [0] * 5])
    )
    neighbours = np.array([[1, 4], [0, 2], [0, 1]])
    # Book 0: one of two. Book 1: its only related book is found. Book 2 has none.
    precision = compute_neighbour_precision(neighbours, np.array([0, 1, 2]), related)
    np.testing.assert_array_equal(precision, [0.5, 1, np.nan])
