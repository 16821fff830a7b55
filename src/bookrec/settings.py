"""Typed settings: one frozen sub-model per stage.

Order of precedence: command-line flag, `BOOKREC_*` environment variable
(`BOOKREC_TRAIN__EPOCHS=5`), `bookrec.toml` in the working directory, default. The command loads
them once; a stage receives only its own sub-model, which goes into that stage's manifest and
fingerprint. Settings that cannot change a result (paths, devices, worker counts) are not part of
a stage's fingerprint: they are marked `exclude=True`.
"""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)


class StageSettings(BaseModel):
    """Base of every stage's settings: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class CleanSettings(StageSettings):
    """Settings of `clean`."""


class EmbedSettings(StageSettings):
    """Settings of `embed`."""

    model: str = Field(
        "sentence-transformers/all-MiniLM-L6-v2",
        description="Hugging Face model name, or a folder with a saved model.",
    )


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


class TrainSettings(StageSettings):
    """Settings of `train`: the projection head."""

    seed: int = Field(0, ge=0)


class TuneSettings(StageSettings):
    """Settings of `tune`: the scorer and its balance."""

    seed: int = Field(0, ge=0)


class EvaluateSettings(StageSettings):
    """Settings of `evaluate`."""

    seed: int = Field(0, ge=0)
    n_bootstrap: int = Field(2000, ge=100, description="Bootstrap resamples of the test users.")


class RecommendSettings(StageSettings):
    """Settings of `recommend`."""

    n: int = Field(10, ge=1, description="Length of the list.")


class Settings(BaseSettings):
    """All settings of one run."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        env_prefix="BOOKREC_",
        env_nested_delimiter="__",
        toml_file="bookrec.toml",
    )

    data_dir: Path = Path("data")
    artifacts_dir: Path = Path("artifacts")
    clean: CleanSettings = CleanSettings()
    embed: EmbedSettings = EmbedSettings()
    split: SplitSettings = SplitSettings()
    train: TrainSettings = TrainSettings()
    tune: TuneSettings = TuneSettings()
    evaluate: EvaluateSettings = EvaluateSettings()
    recommend: RecommendSettings = RecommendSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Put the TOML file below the environment and leave out other sources."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)
