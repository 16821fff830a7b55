import numpy as np
import pandas as pd

from bookrec.head.holdout import split_books
from bookrec.settings import TrainSettings

WORKS = pd.Series([f"work {i}" for i in range(4000)])


def test_every_book_is_in_one_part_of_about_the_asked_size() -> None:
    split = split_books(WORKS, TrainSettings(validation_share=0.05, held_out_share=0.1))
    parts = np.stack([split.train, split.validation, split.held_out]).astype(int)
    np.testing.assert_array_equal(parts.sum(axis=0), 1)
    np.testing.assert_allclose(parts.mean(axis=1), [0.85, 0.05, 0.1], atol=0.02)


def test_editions_of_a_work_stay_together() -> None:
    twice = pd.concat([WORKS, WORKS], ignore_index=True)
    split = split_books(twice, TrainSettings())
    np.testing.assert_array_equal(split.held_out[:4000], split.held_out[4000:])


def test_a_book_keeps_its_part_in_another_catalogue() -> None:
    whole, part = split_books(WORKS, TrainSettings()), split_books(WORKS[::7], TrainSettings())
    np.testing.assert_array_equal(part.train, whole.train[::7])


def test_the_seed_changes_the_split() -> None:
    one, other = (split_books(WORKS, TrainSettings(seed=seed)) for seed in (0, 1))
    assert (one.held_out != other.held_out).any()
