"""Users from other files: they can be measured only if nothing was learnt or chosen on them."""

import pandas as pd

from bookrec.data.split import assign_splits
from bookrec.errors import DataError
from bookrec.settings import SplitSettings


def select_outside_users(
    outside_ratings: pd.DataFrame, ratings: pd.DataFrame, split: SplitSettings
) -> tuple[pd.DataFrame, int]:
    """Leave out users whose ids were used for training or tuning.

    Args:
        outside_ratings: Ratings from other files, joined to the same catalogue.
        ratings: The ratings table that training and tuning drew from.
        split: How its users are divided.

    Returns:
        The ratings of the users that are left, and the number of users left out.

    Raises:
        DataError: If no user is left.
    """
    known = ratings["user_id"].unique()
    used = known[assign_splits(known, split) != "test"]
    is_used = outside_ratings["user_id"].isin(used)
    n_used = int(outside_ratings.loc[is_used, "user_id"].nunique())
    if is_used.all():
        raise DataError(
            f"all {n_used} users of these ratings were used for training or tuning; "
            "give ratings of other users"
        )
    return outside_ratings[~is_used], n_used
