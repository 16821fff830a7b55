"""Taste before fame."""

import numpy as np
import pytest

from bookrec.scoring.lists.weigh import MAX_DAMPING, STARS_WEIGHT, weigh_candidates

RANKING = np.array([0.9, 0.5, 0.1], dtype=np.float32)
NONE = np.zeros(3, dtype=np.float32)
ONE = np.ones(3, dtype=np.float32)


def test_at_fame_1_the_ranking_stands() -> None:
    n_ratings = np.array([1_000_000, 10, 10_000])
    weights = weigh_candidates(RANKING, NONE, n_ratings, ONE, 1.0)
    assert weights.tolist() == pytest.approx([1, 0.5, 0])
    assert weigh_candidates(RANKING * 7 - 3, NONE, n_ratings, ONE, 1.0) == pytest.approx(weights)


def test_fame_is_damped_by_a_power_of_the_ratings() -> None:
    n_ratings = np.array([1_000_000, 10_000, 10_000])
    weights = weigh_candidates(RANKING, NONE, n_ratings, ONE, 0.6)
    assert weights[0] / weights[1] == pytest.approx(2 * 100 ** (-0.4 * MAX_DAMPING))


def test_few_ratings_say_nothing_of_fame() -> None:
    weights = weigh_candidates(RANKING, NONE, np.array([100, 1, 100]), ONE, 0.0)
    assert weights.tolist() == pytest.approx([1, 0.5, 0])


def test_a_star_above_what_everybody_is_predicted_counts() -> None:
    gains = np.array([0, 1, 0], dtype=np.float32)
    weights = weigh_candidates(RANKING, gains, np.full(3, 500), ONE, 0.5)
    assert weights[1] / weights[0] == pytest.approx(0.5 * np.exp(STARS_WEIGHT))


def test_where_all_rank_the_same_the_rest_decides() -> None:
    weights = weigh_candidates(ONE, NONE, np.array([100, 900, 100]), np.float32([1, 1, 0.5]), 0.5)
    assert weights.tolist() == pytest.approx([1, 9 ** (-0.5 * MAX_DAMPING), 0.5])
    assert weigh_candidates(ONE[:0], NONE[:0], np.zeros(0, int), ONE[:0], 0.5).shape == (0,)
