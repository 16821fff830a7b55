"""A data set in numbers."""

import pandas as pd
import pytest

from bookrec.data.dataset import Dataset
from bookrec.data.statistics import compute_statistics

BOOKS = pd.DataFrame(
    {
        "book_id": ["a", "b", "c", "d"],
        "title": ["A (Row, #1)", "B", "C", "D"],
        "genres": [["Fantasy"], ["Poetry"], [], []],
        "genres_inferred": [False, True, False, False],
        "description": ["Long ago.", "", "", ""],
        "language": ["English", "English", "French", ""],
    }
)
RATINGS = pd.DataFrame(
    [("u", "a", 5), ("u", "b", 4), ("u", "c", 3), ("v", "a", 4), ("w", "a", 0.5)],
    columns=["user_id", "book_id", "rating"],
)


def test_numbers_of_a_small_data_set_by_hand() -> None:
    found = compute_statistics(Dataset.from_frames(BOOKS, RATINGS, (0.5, 5)))
    assert (found.users, found.books, found.ratings, found.unrated_books) == (3, 4, 5, 1)
    assert found.sparsity == pytest.approx(1 - 5 / 12)
    assert found.mean_rating == pytest.approx(3.3)
    assert found.stars == {"1": 1, "2": 0, "3": 1, "4": 2, "5": 1}
    assert found.per_user.mean == pytest.approx(5 / 3, abs=0.01)
    assert found.per_user.quantiles["50%"] == 1
    assert found.per_user.quantiles["100%"] == 3
    assert sum(found.per_user.histogram.values()) == 3
    assert sum(found.per_book.histogram.values()) == 3
    assert found.shares["description"] == 0.25
    assert (found.shares["genres"], found.shares["guessed genres"]) == (0.25, 0.25)
    assert found.shares["series"] == 0.25
    assert found.languages == {"English": 2, "French": 1}
    assert found.sources == {"own": 5}
