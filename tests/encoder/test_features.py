"""Genre columns and the head's input."""

import numpy as np
import pytest

from bookrec.encoder.features import (
    RARE_GENRES,
    BookFeatures,
    build_features,
    genre_indicators,
)


def test_genres_become_columns_and_rare_ones_share_one() -> None:
    genres = [["Fantasy", "Magic"], ["Fantasy", "Horror"], [], ["Horror", "Fantasy", "Elves"]]
    indicators, names = genre_indicators(genres, min_books=2)
    assert names == ["Fantasy", "Horror", RARE_GENRES]
    assert indicators.tolist() == [[1, 0, 1], [1, 1, 0], [0, 0, 0], [1, 1, 1]]
    assert indicators.dtype == np.uint8


def test_a_genre_named_twice_counts_as_one_book() -> None:
    _, names = genre_indicators([["Horror", "Horror"], ["Fantasy"]], min_books=2)
    assert names == [RARE_GENRES]


def test_features_are_the_fields_side_by_side_with_unit_genre_rows() -> None:
    series = np.array([[1, 0], [0, 0]], np.float32)
    author = np.array([[0, 1], [1, 0]], np.float32)
    description = np.array([[0.6, 0.8], [0, 1]], np.float32)
    genres = np.array([[1, 1, 1, 1], [0, 0, 0, 0]], np.uint8)
    features = build_features(series, author, description, genres)
    expected = [[1, 0, 0, 1, 0.6, 0.8, 0.5, 0.5, 0.5, 0.5], [0, 0, 1, 0, 0, 1, 0, 0, 0, 0]]
    assert features == pytest.approx(np.array(expected))
    assert features.dtype == np.float32


def test_dot_product_of_features_is_the_sum_of_the_fields_cosines() -> None:
    rng = np.random.default_rng(0)
    fields = rng.normal(size=(3, 2, 5)).astype(np.float32)
    fields /= np.linalg.norm(fields, axis=2, keepdims=True)
    genres = np.array([[1, 1, 0], [0, 1, 1]], np.uint8)
    first, second = build_features(*fields, genres)
    cosines = [row[0] @ row[1] for row in fields] + [0.5]
    assert first @ second == pytest.approx(sum(cosines), abs=1e-6)


@pytest.mark.parametrize(
    "rows", [slice(3, 9), slice(None), np.array([7, 0, 7]), np.arange(20) > 11]
)
def test_features_of_some_books_are_those_of_all(rows: object) -> None:
    rng = np.random.default_rng(0)
    fields = [rng.normal(size=(20, 5)).astype(np.float32) for _ in range(3)]
    genres = rng.integers(0, 2, (20, 4), np.uint8)
    features = BookFeatures(*fields, genres)
    assert features.shape == (20, 19)
    np.testing.assert_array_equal(features[rows], build_features(*fields, genres)[rows])
