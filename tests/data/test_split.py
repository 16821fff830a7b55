"""Users are split by their own id and nothing else."""

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookrec.data.split import assign_splits
from bookrec.errors import ConfigError
from bookrec.settings import SplitSettings


@given(st.lists(st.text(min_size=1), unique=True), st.randoms())
def test_a_users_part_does_not_depend_on_other_users(ids: list[str], random: Random) -> None:
    settings = SplitSettings()
    part = dict(zip(ids, assign_splits(ids, settings), strict=True))
    some = random.sample(ids, len(ids) // 2)
    assert [part[user_id] for user_id in some] == assign_splits(some, settings).tolist()


def test_shares_are_met_and_a_seed_changes_the_parts() -> None:
    ids = [str(number) for number in range(20_000)]
    settings = SplitSettings(seed=1, test_share=0.25, validation_share=0.15)
    split = assign_splits(ids, settings)
    assert np.mean(split == "test") == pytest.approx(0.25, abs=0.015)
    assert np.mean(split == "validation") == pytest.approx(0.15, abs=0.015)
    assert (split != assign_splits(ids, settings.model_copy(update={"seed": 2}))).any()


def test_the_parts_never_change_between_releases() -> None:
    split = assign_splits(["1", "2", "3", "4", "5", "6"], SplitSettings(seed=20))
    assert split.tolist() == ["train", "train", "validation", "train", "train", "train"]


def test_no_users() -> None:
    assert assign_splits([], SplitSettings()).shape == (0,)


def test_shares_must_leave_training_users() -> None:
    with pytest.raises(ConfigError, match="no training users"):
        assign_splits(["1"], SplitSettings(test_share=0.6, validation_share=0.5))
