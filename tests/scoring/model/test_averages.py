"""Averages, by hand."""

import numpy as np
import pytest

from bookrec.scoring.model.averages import centre_ratings, compute_shrunken_average

AVERAGES = np.float32([5, 3, np.nan])
COUNTS = np.array([1, 9, 4])


@pytest.mark.parametrize(
    ("shrinkage", "expected"), [(0, [5, 3, 4]), (1, [4.5, 3.1, 4]), (1e12, [4, 4, 4])]
)
def test_shrunken_average(shrinkage: float, expected: list[float]) -> None:
    """The mean of the two known averages is 4."""
    values = compute_shrunken_average(AVERAGES, COUNTS, shrinkage)
    np.testing.assert_allclose(values, expected, atol=1e-5)


def test_a_catalogue_without_averages_is_all_middle() -> None:
    np.testing.assert_array_equal(
        compute_shrunken_average(np.float32([np.nan] * 2), np.array([0, 0]), 0), [3, 3]
    )


def test_ratings_are_centred_on_their_readers() -> None:
    """Global mean 3; user means are (9 + 3) / (2 + 1) = 4 and (3 + 3) / (2 + 1) = 2."""
    centred = centre_ratings(
        users=np.array([0, 0, 1, 1]),
        book_nums=np.array([0, 1, 0, 2]),
        ratings=np.float32([5, 4, 1, 2]),
        n_books=4,
        user_shrinkage=1.0,
    )
    np.testing.assert_allclose(centred.user_means, [4, 2])
    np.testing.assert_allclose(centred.sums, [0, 0, 0, 0])
    np.testing.assert_array_equal(centred.counts, [2, 1, 1, 0])
