"""Settings of `evaluate`."""

from pydantic import Field

from bookrec.settings.base import StageSettings


class EvaluateSettings(StageSettings):
    """Settings of `evaluate`."""

    seed: int = Field(0, ge=0)
    max_users: int = Field(
        2000, ge=2, description="Users measured, at most; of more, a random part is drawn."
    )
    n_bootstrap: int = Field(2000, ge=100, description="Bootstrap resamples of the test users.")
    history_lengths: tuple[int, ...] = Field(
        (1, 5, 10, 20, 50), min_length=1, description="Histories compared with each other."
    )
    cold_share: float = Field(
        0.1, gt=0, lt=1, description="Share of books whose training ratings are removed."
    )
    balance_steps: int = Field(10, ge=1, description="Steps of the balance from 0 to 1.")
