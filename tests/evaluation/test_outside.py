import pandas as pd
import pytest

from bookrec.errors import DataError
from bookrec.evaluation.outside import select_outside_users
from bookrec.evaluation.protocol import select_part
from bookrec.settings import SplitSettings


def test_training_and_validation_users_are_left_out_and_counted(
    ratings: pd.DataFrame, split: SplitSettings
) -> None:
    strangers = ratings.assign(user_id="x" + ratings["user_id"])
    kept, n_used = select_outside_users(pd.concat([strangers, ratings]), ratings, split)
    test_users = set(select_part(ratings, split, "test")["user_id"])
    assert set(kept["user_id"]) == set(strangers["user_id"]) | test_users
    assert n_used == ratings["user_id"].nunique() - len(test_users)


def test_only_training_users_are_refused(ratings: pd.DataFrame, split: SplitSettings) -> None:
    training = select_part(ratings, split, "train")
    with pytest.raises(DataError, match="were used for training or tuning"):
        select_outside_users(training, ratings, split)
