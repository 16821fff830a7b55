"""Settings of `tune`."""

from pydantic import Field

from bookrec.settings.base import StageSettings


class TuneSettings(StageSettings):
    """Settings of `tune`: the scorer and its balance."""

    seed: int = Field(0, ge=0)
    n_trials: int = Field(
        1,
        ge=1,
        description="Settings of the fit to compare, the first being these; others are taken only "
        "where they gain more than another seed does.",
    )
    n_fits: int = Field(
        4, ge=1, description="Fits of different seeds that are merged into the scorer."
    )
    n_ranking_trials: int = Field(
        200, ge=1, description="Weights to compare in the choice of the ranking."
    )
    balance_steps: int = Field(20, ge=1, description="Steps of the balance from 0 to 1.")
    epochs: int = Field(12, ge=1, description="Passes over the training users.")
    batch_size: int = Field(64, ge=1, description="Users per batch.")
    learning_rate: float = Field(3e-3, gt=0)
    weight_decay: float = Field(1.0, ge=0)
    correlation_weight: float = Field(
        0.8, ge=0, le=1, description="Share of the correlation in the loss; the rest is error."
    )
    reader_dim: int = Field(32, ge=1, description="Width of the factors of who reads what.")
    metric_dim: int = Field(32, ge=1, description="Width of the learnt metric.")
    interest_dim: int = Field(16, ge=1, description="Width of what a history says by itself.")
    fit_dim: int = Field(128, ge=1, description="Width of the features of one fit.")
    feature_dim: int = Field(256, ge=1, description="Width of the served features, merged.")
    max_users: int = Field(
        20_000, ge=1, description="Users fitted on, at most; the others count in averages."
    )
    max_history: int = Field(20, ge=1, description="Longest history in the fit.")
    max_targets: int = Field(40, ge=2, description="Most targets of a user in one pass.")
    unknown_share: float = Field(
        0.1, ge=0, lt=1, description="Share of books taken for unrated in each step of the fit."
    )
