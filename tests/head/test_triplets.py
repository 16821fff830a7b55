from typing import Any

import numpy as np
import pytest
from scipy import sparse

from bookrec.head.mining import mine_hard_negatives
from bookrec.head.relations import Relations, build_relations
from bookrec.head.triplets import TripletSampler, sample_neighbours
from bookrec.settings import TrainSettings


@pytest.fixture
def relations(catalogue: dict[str, Any], settings: TrainSettings) -> Relations:
    return build_relations(
        catalogue["books"],
        catalogue["ratings"],
        catalogue["genres"],
        catalogue["descriptions"],
        settings,
    )


def test_sampled_neighbours_are_stored_ones_and_all_come_up() -> None:
    relation = sparse.csr_array(np.array([[0, 1, 1, 0], [0, 0, 0, 0], [0, 0, 0, 1], [1, 1, 1, 0]]))
    rng = np.random.default_rng(0)
    drawn = np.array([sample_neighbours(relation, np.arange(4), rng) for _ in range(200)])
    assert set(drawn[:, 0]) == {1, 2}
    assert set(drawn[:, 1]) == {-1}
    assert set(drawn[:, 2]) == {3}
    assert set(drawn[:, 3]) == {0, 1, 2}


def test_every_book_is_the_anchor_once(relations: Relations) -> None:
    books = np.arange(0, 96, 2)
    sampler = TripletSampler(relations, books, batch_size=10, n_random=4)
    batches = list(sampler.epoch(np.random.default_rng(0)))
    anchors = np.concatenate([batch.books[batch.anchors] for batch in batches])
    assert len(batches) == len(sampler) == 5
    np.testing.assert_array_equal(np.sort(anchors), books)


def test_batches_hold_true_positives_and_true_negatives(relations: Relations) -> None:
    sampler = TripletSampler(relations, np.arange(96), batch_size=16, n_random=8)
    related, same_series = relations.related.toarray(), relations.same_series.toarray()
    for batch in sampler.epoch(np.random.default_rng(1)):
        anchors = batch.books[batch.anchors]
        assert len(np.unique(batch.books)) == len(batch.books)
        assert 0 < batch.shift < len(batch.books)
        for name, positions in batch.positives.items():
            relation = relations.positives[name].toarray()
            has_positive = relation.any(axis=1)[anchors]
            np.testing.assert_array_equal(positions >= 0, has_positive)
            found = positions >= 0
            assert relation[anchors[found], batch.books[positions[found]]].all()
        itself = anchors[:, np.newaxis] == batch.books
        np.testing.assert_array_equal(
            batch.unrelated, (related[np.ix_(anchors, batch.books)] == 0) & ~itself
        )
        np.testing.assert_array_equal(
            batch.other_series, (same_series[np.ix_(anchors, batch.books)] == 0) & ~itself
        )


def test_same_generator_gives_the_same_batches(relations: Relations) -> None:
    sampler = TripletSampler(relations, np.arange(96), batch_size=16, n_random=8)
    first, second = (list(sampler.epoch(np.random.default_rng(3))) for _ in range(2))
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one.books, other.books)
        np.testing.assert_array_equal(one.anchors, other.anchors)


def test_mined_negatives_are_the_most_similar_unrelated_books(
    relations: Relations, catalogue: dict[str, Any]
) -> None:
    embeddings = catalogue["descriptions"]
    books = np.arange(0, 96, 3)
    mined = mine_hard_negatives(
        embeddings,
        books,
        relations.related,
        n_mined=3,
        sample_size=len(books),
        rng=np.random.default_rng(0),
    )
    cosines = embeddings @ embeddings.T
    cosines[relations.related.toarray() > 0] = -2
    np.fill_diagonal(cosines, -2)
    for book in books:
        best = books[np.argsort(-cosines[book, books])[:3]]
        assert set(mined[[book]].indices) == set(best)
    assert mined.nnz == 3 * len(books)


def test_mining_leaves_out_what_is_related_to_everything() -> None:
    related = sparse.csr_array(np.ones((3, 3)) - np.eye(3))
    mined = mine_hard_negatives(
        np.eye(3, dtype=np.float32),
        np.arange(3),
        related,
        n_mined=2,
        sample_size=3,
        rng=np.random.default_rng(0),
    )
    assert mined.nnz == 0
