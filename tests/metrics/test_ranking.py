import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import (
    label_ranking_average_precision_score,
    ndcg_score,
    recall_score,
)
from sklearn.metrics.pairwise import cosine_similarity

from bookrec.metrics.ranking import (
    compute_coverage,
    compute_intra_list_similarity,
    compute_ndcg,
    compute_novelty,
    compute_popularity_lift,
    compute_recall,
    compute_reciprocal_rank,
    compute_stratified_recall,
)

N_BOOKS = 30


@st.composite
def rankings(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Full rankings of the catalogue by some users, and which books each user likes."""
    seed = draw(st.integers(0, 10**6))
    n_users = draw(st.integers(1, 6))
    rng = np.random.default_rng(seed)
    lists = np.array([rng.permutation(N_BOOKS) for _ in range(n_users)])
    liked = rng.random((n_users, N_BOOKS)) < draw(st.sampled_from([0.05, 0.2, 0.6]))
    liked[np.arange(n_users), rng.integers(0, N_BOOKS, n_users)] = True
    return lists, liked


@given(rankings(), st.integers(1, N_BOOKS))
def test_ndcg_equals_scikit_learn(case: tuple[np.ndarray, np.ndarray], n: int) -> None:
    lists, liked = case
    relevant = np.take_along_axis(liked, lists, axis=1)
    result = compute_ndcg(relevant, liked.sum(axis=1), n)
    scores = -np.argsort(lists, axis=1)  # a book's score is minus its rank
    for user in range(len(lists)):
        expected = ndcg_score(liked[user : user + 1].astype(float), scores[user : user + 1], k=n)
        assert result[user] == pytest.approx(expected)


@given(rankings(), st.integers(1, N_BOOKS))
def test_recall_equals_scikit_learn(case: tuple[np.ndarray, np.ndarray], n: int) -> None:
    lists, liked = case
    relevant = np.take_along_axis(liked, lists, axis=1)
    listed = np.zeros_like(liked)
    np.put_along_axis(listed, lists[:, :n], True, axis=1)
    expected = [recall_score(*pair) for pair in zip(liked, listed, strict=True)]
    np.testing.assert_allclose(compute_recall(relevant, liked.sum(axis=1), n), expected)


@given(rankings())
def test_reciprocal_rank_of_one_liked_book_equals_scikit_learn(
    case: tuple[np.ndarray, np.ndarray],
) -> None:
    lists, liked = case
    only_best = np.zeros_like(liked)
    np.put_along_axis(only_best, liked.argmax(axis=1)[:, None], True, axis=1)
    relevant = np.take_along_axis(only_best, lists, axis=1)
    result = compute_reciprocal_rank(relevant, np.ones(len(lists), dtype=int))
    scores = -np.argsort(lists, axis=1).astype(float)
    assert result.mean() == pytest.approx(label_ranking_average_precision_score(only_best, scores))


def test_worked_example() -> None:
    relevant = np.array([[False, True, True], [False, False, False], [True, False, False]])
    n_relevant = np.array([4, 0, 1])
    np.testing.assert_allclose(compute_recall(relevant, n_relevant, 2), [0.25, np.nan, 1])
    np.testing.assert_allclose(compute_reciprocal_rank(relevant, n_relevant), [0.5, np.nan, 1])
    # Hits at ranks 2 and 3, of at most three hits: (0.6309 + 0.5) / (1 + 0.6309 + 0.5).
    np.testing.assert_allclose(
        compute_ndcg(relevant, n_relevant, 3), [0.530721, np.nan, 1], rtol=1e-5
    )


def test_a_list_without_a_liked_book_scores_zero() -> None:
    relevant, n_relevant = np.zeros((1, 3), dtype=bool), np.array([2])
    assert compute_recall(relevant, n_relevant, 3) == 0
    assert compute_ndcg(relevant, n_relevant, 3) == 0
    assert compute_reciprocal_rank(relevant, n_relevant) == 0


def test_coverage_counts_each_book_once() -> None:
    assert compute_coverage(np.array([[0, 1], [1, 2]]), n_books=12) == 0.25


def test_novelty_is_information_in_bits() -> None:
    n_readers = np.array([8, 4, 1, 0])
    # Read by all: 0 bits; by half: 1; by one of eight: 3, and so for a book nobody has read.
    result = compute_novelty(np.array([[0, 1], [2, 3]]), n_readers, n_users=8)
    np.testing.assert_allclose(result, [0.5, 3])


def test_intra_list_similarity_equals_all_pairs() -> None:
    rng = np.random.default_rng(5)
    embeddings = rng.normal(size=(20, 7)).astype(np.float32)
    embeddings /= np.linalg.norm(embeddings, axis=1, keepdims=True)
    lists = np.array([rng.permutation(20)[:6] for _ in range(4)])
    off_diagonal = ~np.eye(6, dtype=bool)
    expected = [cosine_similarity(embeddings[row])[off_diagonal].mean() for row in lists]
    np.testing.assert_allclose(
        compute_intra_list_similarity(lists, embeddings), expected, atol=1e-6
    )


def test_popularity_lift_is_relative_to_the_history() -> None:
    n_readers = np.array([10, 20, 30])
    result = compute_popularity_lift(
        np.array([[1, 2], [0, 0], [1, 2]]), np.array([20.0, 20.0, 0.0]), n_readers
    )
    np.testing.assert_allclose(result, [0.25, -0.5, np.nan])


def test_a_hit_that_few_know_counts_more() -> None:
    """By hand: 0.1 and 0.2 hit of the 0.5 there was; nothing liked, nothing to find."""
    relevant = np.array([[True, False, True], [False, False, False]])
    weights = np.array([[0.1, 0.4, 0.2], [0.1, 0.1, 0.1]])
    best = np.array([0.5, 0.0])
    assert compute_stratified_recall(relevant, weights, best, 3).tolist() == pytest.approx(
        [0.6, np.nan], nan_ok=True
    )
    assert compute_stratified_recall(relevant, weights, best, 2)[0] == pytest.approx(0.2)
