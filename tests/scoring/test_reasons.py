"""Reasons say what the terms are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from bookrec.scoring.reasons import (
    describe_contribution,
    describe_genres,
    describe_like_minded,
    largest_contributions,
)
from bookrec.scoring.recommendation import Contribution


@given(hnp.arrays(np.float32, st.integers(0, 12), elements=st.floats(-2, 2, width=32)))
def test_stated_and_other_contributions_add_up(terms: np.ndarray) -> None:
    titles = [str(i) for i in range(len(terms))]
    parts, rest = largest_contributions(terms, titles, np.full(len(terms), 4.0, np.float32))
    assert sum(part.stars for part in parts) + rest == pytest.approx(
        terms.sum(dtype=np.float64), abs=1e-5
    )
    sizes = [abs(part.stars) for part in parts]
    assert sizes == sorted(sizes, reverse=True)
    assert len(parts) <= 3


@pytest.mark.parametrize(
    ("rating", "stars", "expected"),
    [
        (5, 0.3, "because you gave Dune 5 stars"),
        (5, -0.3, "although you gave Dune 5 stars"),
        (1, -0.3, "although you disliked Dune"),
        (2, 0.3, "because you disliked Dune"),
        (3.5, 0.3, "because you gave Dune 3.5 stars"),
    ],
)
def test_sentences_carry_the_sign(rating: float, stars: float, expected: str) -> None:
    assert describe_contribution(Contribution("Dune", rating, stars)) == expected


def test_like_minded_readers() -> None:
    assert describe_like_minded(57, 1312, 3) == (
        "liked by 57 of 1,312 readers who liked two or more books you liked"
    )
    assert describe_like_minded(5, 20, 1) == "liked by 5 of 20 readers who liked the book you liked"
    assert describe_like_minded(5, 9, 1) is None
    assert describe_like_minded(0, 500, 1) is None


def test_shared_genres_in_the_books_order() -> None:
    genres = ["Fantasy", "Epic", "War", "Magic", "Dragons"]
    assert describe_genres(genres, [["War", "Dragons"], ["Fantasy", "Magic"]]) == (
        "shares Fantasy, War, Magic"
    )
    assert describe_genres(genres, [["Cooking"]]) is None
