"""How users are split, and a user's ratings."""

from pydantic import Field

from bookrec.settings.base import StageSettings


class SplitSettings(StageSettings):
    """How users are split and what part of a user's ratings is history.

    `train`, `tune` and `evaluate` share these, so that no stage learns from a test user.
    """

    seed: int = Field(20, ge=0)
    validation_share: float = Field(0.1, gt=0, lt=1)
    test_share: float = Field(0.2, gt=0, lt=1)
    min_ratings: int = Field(10, ge=2, description="Users with fewer ratings are not evaluated.")
    max_history: int = Field(20, ge=1, description="Ratings in the history, at most.")
    history_share: float = Field(0.8, gt=0, lt=1, description="Share of ratings in the history.")
