"""Reasons say what the terms are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from bookrec.scoring.explain.reasons import (
    describe_contribution,
    describe_genres,
    describe_like_minded,
    describe_popularity,
    largest_contributions,
)
from bookrec.scoring.explain.recommendation import Contribution


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
    assert describe_like_minded(257, 1312, 3) == (
        "liked by 257 of 1,312 readers who liked two or more books you liked"
    )
    assert describe_like_minded(5, 20, 1) == "liked by 5 of 20 readers who liked the book you liked"
    assert describe_like_minded(5, 9, 1) is None
    assert describe_like_minded(0, 500, 1) is None
    assert describe_like_minded(1, 263, 1) is None
    assert describe_like_minded(2, 12, 1) is None


def test_small_terms_are_no_reasons() -> None:
    titles, ratings = ["a", "b", "c", "d"], np.full(4, 5.0, np.float32)
    parts, rest = largest_contributions(np.array([0.04, 0.5, -0.2, 0.1]), titles, ratings)
    assert [part.title for part in parts] == ["b", "c"]
    assert rest == pytest.approx(0.14)
    assert largest_contributions(np.array([0.04, 0, 0, -0.03]), titles, ratings)[0] == ()


def test_popularity_speaks_only_for_well_liked_books() -> None:
    assert describe_popularity(4.27, 1_250_000) == "4.3 stars on average from 1,250,000 readers"
    assert describe_popularity(3.2, 1_250_000) is None
    assert describe_popularity(4.9, 12) is None
    assert describe_popularity(None, 0) is None


def test_shared_genres_in_the_books_order() -> None:
    genres = ["Fantasy", "Epic", "War", "Magic", "Dragons"]
    assert describe_genres(genres, [["War", "Dragons"], ["Fantasy", "Magic"]]) == (
        "shares Fantasy, War, Magic"
    )
    assert describe_genres(genres, [["Cooking"]]) is None
    assert describe_genres(["Fiction", "Audiobook"], [["Fiction", "Audiobook"]]) is None
