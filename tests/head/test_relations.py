from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from bookrec.errors import DataError
from bookrec.head import neighbours
from bookrec.head.neighbours import (
    compute_co_rating_neighbours,
    compute_nearest_neighbours,
    keep_largest,
)
from bookrec.head.relations import build_relations, group_members, liked_matrix
from bookrec.settings import TrainSettings


def pairs(matrix: sparse.csr_array) -> set[tuple[int, int]]:
    return {(int(i), int(j)) for i, j in zip(*matrix.nonzero(), strict=True)}


def test_group_members_relate_within_a_label_and_never_to_themselves() -> None:
    labels = pd.Series(["a", None, "b", "a", "c", None, "a"])
    expected = {(0, 3), (3, 0), (0, 6), (6, 0), (3, 6), (6, 3)}
    assert pairs(group_members(labels)) == expected


def test_nearest_neighbours_match_a_full_sort() -> None:
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(40, 5)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    found = compute_nearest_neighbours(vectors, 4).toarray()
    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, -1)
    cut = np.sort(cosines, axis=1)[:, -4][:, np.newaxis]
    np.testing.assert_allclose(found, np.where(cosines >= cut, cosines, 0), rtol=1e-5)


def test_of_a_large_catalogue_a_part_is_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "MAX_SEARCHED", 30)
    vectors = np.random.default_rng(0).random((200, 5)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    found = compute_nearest_neighbours(vectors, 4)
    searched = np.unique(found.indices)
    assert len(searched) <= 30
    assert np.diff(found.indptr).tolist() == [4] * 200
    cosines = vectors @ vectors[searched].T
    cosines[np.arange(200)[:, np.newaxis] == searched] = -1
    best = np.sort(cosines, axis=1)[:, -4:].sum(axis=1)
    np.testing.assert_allclose(found.sum(axis=1), best, rtol=1e-5)


def test_co_rating_in_parts_equals_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    dense = (np.random.default_rng(3).random((30, 20)) < 0.3).astype(np.float32)
    liked = sparse.csr_array(dense)
    whole = compute_co_rating_neighbours(liked, 5, min_co_ratings=2, shrinkage=1.0)
    monkeypatch.setattr(neighbours, "_MAX_PAIRS", 100)
    parts = compute_co_rating_neighbours(liked, 5, min_co_ratings=2, shrinkage=1.0)
    np.testing.assert_array_equal(parts.toarray(), whole.toarray())


def test_books_without_a_vector_have_and_are_no_neighbours() -> None:
    vectors = np.array([[1, 0], [0, 0], [0.6, 0.8], [0.8, 0.6]], np.float32)
    assert pairs(compute_nearest_neighbours(vectors, 3)) == {
        (0, 2), (2, 0), (0, 3), (3, 0), (2, 3), (3, 2)
    }  # fmt: skip


def test_co_rating_similarity_by_hand() -> None:
    # Book 0 is liked by all four users, books 1 and 2 by the same two, book 3 by one of them.
    liked = np.array([[1, 1, 1, 1], [1, 1, 1, 0], [1, 0, 0, 0], [1, 0, 0, 0]], np.float32)
    found = compute_co_rating_neighbours(
        sparse.csr_array(liked), 1, min_co_ratings=2, shrinkage=2
    ).toarray()
    # 1 and 2 share 2 of 2 and 2 likes: cosine 1, times 2 / (2 + 2). The popular book loses to
    # them: 2 / sqrt(4 * 2) * 0.5. Book 3 shares one user with each, fewer than two.
    np.testing.assert_allclose(
        found,
        [[0, 0.25 * np.sqrt(2), 0, 0], [0, 0, 0.5, 0], [0, 0.5, 0, 0], [0, 0, 0, 0]],
        rtol=1e-6,
    )


def test_keep_largest_breaks_ties_by_column() -> None:
    matrix = sparse.csr_array(np.array([[3.0, 1.0, 2.0], [5.0, 5.0, 5.0], [0.0, 0.0, 1.0]]))
    np.testing.assert_array_equal(
        keep_largest(matrix, 2).toarray(), [[3, 0, 2], [5, 5, 0], [0, 0, 1]]
    )


def test_liked_matrix_counts_high_ratings_only() -> None:
    books = pd.DataFrame({"book_id": ["a", "b", "c"]})
    ratings = pd.DataFrame(
        {"user_id": ["u", "u", "v"], "book_id": ["c", "a", "c"], "rating": [4.0, 3.5, 5.0]}
    )
    np.testing.assert_array_equal(liked_matrix(books, ratings, 4.0).toarray(), [[0, 0, 1]] * 2)


def test_rating_of_an_unknown_book_is_an_error() -> None:
    books = pd.DataFrame({"book_id": ["a"]})
    ratings = pd.DataFrame({"user_id": ["u"], "book_id": ["ghost"], "rating": [5.0]})
    with pytest.raises(DataError, match="'ghost' is not in the catalogue"):
        liked_matrix(books, ratings, 4.0)


def test_related_covers_work_series_author_and_co_rating(
    catalogue: dict[str, Any], settings: TrainSettings
) -> None:
    books = catalogue["books"].copy()
    books.loc[[0, 95], "work_id"] = "one work"
    relations = build_relations(
        books, catalogue["ratings"], catalogue["genres"], catalogue["descriptions"], settings
    )
    related = pairs(relations.related)
    assert {(0, 95), (95, 0)} <= related
    assert {(0, 95), (95, 0)} <= pairs(relations.same_series)
    for name in ("series", "author", "co_rating"):
        positives = pairs(relations.positives[name])
        assert positives
        assert positives <= related
        assert {(j, i) for i, j in positives} <= related
    assert not relations.related.diagonal().any()


def test_restrict_keeps_pairs_between_the_masks(
    catalogue: dict[str, Any], settings: TrainSettings
) -> None:
    relations = build_relations(
        catalogue["books"],
        catalogue["ratings"],
        catalogue["genres"],
        catalogue["descriptions"],
        settings,
    )
    anchors = np.arange(96) < 4
    positives = np.arange(96) >= 2
    kept = relations.restrict(anchors, positives)
    expected = {(i, j) for i, j in pairs(relations.positives["author"]) if i < 4 and j >= 2}
    assert expected
    assert pairs(kept.positives["author"]) == expected
    assert kept.count_without_positive(np.arange(96))["author"] == 92
