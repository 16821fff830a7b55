"""Typed settings: one frozen sub-model per stage.

Order of precedence: command-line flag, `BOOKREC_*` environment variable
(`BOOKREC_TRAIN__EPOCHS=5`), `bookrec.toml` in the working directory, default. The command loads
them once; a stage receives only its own sub-model, which goes into that stage's manifest and
fingerprint. Settings that cannot change a result (paths, devices, worker counts) are not part of
a stage's fingerprint: they are marked `exclude=True`.
"""

import difflib
import os
import sys
import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from bookrec.errors import ConfigError
from bookrec.limits import MAX_SETTINGS_BYTES

SETTINGS_FILE = Path("bookrec.toml")
ENV_PREFIX = "BOOKREC_"


class StageSettings(BaseModel):
    """Base of every stage's settings: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class CleanSettings(StageSettings):
    """Settings of `clean`."""

    min_ratings_outside_list: int = Field(
        5,
        ge=1,
        description="Ratings that bring a book of the all-books files into the catalogue.",
    )
    n_reported_titles: int = Field(
        20, ge=0, description="Ambiguous and unmatched titles named in the report, at most."
    )


class EmbedSettings(StageSettings):
    """Settings of `embed`."""

    model: str = Field(
        "sentence-transformers/all-MiniLM-L6-v2",
        description="Folder with a saved model, or Hugging Face model name (or name@revision).",
    )
    device: Literal["auto", "cuda", "mps", "cpu"] = Field(
        "auto", exclude=True, description="Where the encoder runs."
    )
    precision: Literal["auto", "float32", "bfloat16"] = Field(
        "auto",
        description="Of matrix products; bfloat16 is faster where the processor supports it. "
        "auto: bfloat16 on CUDA, else float32.",
    )
    min_genre_books: int = Field(
        10, ge=1, description="Genres of fewer books share one indicator column."
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


class RelationWeights(StageSettings):
    """How much each term counts in the loss of `train`; 0 leaves it out.

    The first five draw a positive from a neighbour list; the last two order random pairs of
    books as their genres or descriptions do.
    """

    series: float = Field(26.0, ge=0)
    author: float = Field(14.0, ge=0)
    co_rating: float = Field(2.0, ge=0)
    genre: float = Field(13.0, ge=0)
    description: float = Field(0.8, ge=0)
    genre_order: float = Field(17.0, ge=0)
    description_order: float = Field(29.0, ge=0)


class TrainSettings(StageSettings):
    """Settings of `train`: the projection head."""

    seed: int = Field(0, ge=0)
    dim: int = Field(256, ge=2, description="Width of the book embeddings.")
    hidden_dim: int = Field(512, ge=2, description="Width of the head's hidden layer.")
    n_axes: int = Field(512, ge=2, description="Principal axes of the features that training sees.")
    dropout: float = Field(0.2, ge=0, lt=1, description="Share of hidden units dropped.")
    epochs: int = Field(12, ge=1, description="Epochs, at least.")
    min_batches: int = Field(
        200, ge=1, description="Batches, at least: a small catalogue gets more epochs."
    )
    batch_size: int = Field(256, ge=2, description="Anchors per batch.")
    learning_rate: float = Field(1e-3, gt=0)
    weight_decay: float = Field(0.5, ge=0)
    loss: Literal["triplet", "softmax"] = "triplet"
    margin: float = Field(0.1, gt=0, le=2, description="Margin of the triplet loss, in cosine.")
    temperature: float = Field(0.05, gt=0, description="Temperature of the softmax loss.")
    graded_scale: float = Field(
        0.3,
        gt=0,
        le=2,
        description="Margin of a triplet per unit of genre overlap or description similarity.",
    )
    order_scale: float = Field(
        0.7, gt=0, le=2, description="The same of random pairs, which also sets the spread."
    )
    weights: RelationWeights = RelationWeights()
    n_neighbours: int = Field(20, ge=1, description="Positives of a kind per book, at most.")
    liked_rating: float = Field(4.0, ge=1, le=5, description="A rating this high is a liking.")
    min_co_ratings: int = Field(2, ge=1, description="Users in common of a co-rated pair.")
    co_rating_shrinkage: float = Field(5.0, ge=0, description="Pseudo-users of a co-rated pair.")
    co_rating_candidates: int = Field(32, ge=1, description="Co-rating negatives per batch.")
    n_random: int = Field(128, ge=1, description="Random negatives added to each batch.")
    n_mined: int = Field(10, ge=0, description="Hard negatives mined per book; 0 mines none.")
    mining_sample: int = Field(4096, ge=1, description="Books searched for hard negatives.")
    validation_share: float = Field(0.05, gt=0, lt=1, description="Books that pick the epoch.")
    held_out_share: float = Field(0.1, gt=0, lt=1, description="Books kept for `evaluate`.")


class TuneSettings(StageSettings):
    """Settings of `tune`: the scorer and its balance."""

    seed: int = Field(0, ge=0)
    n_trials: int = Field(4, ge=1, description="Fits to compare; the first is these settings.")
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
    feature_dim: int = Field(128, ge=1, description="Width of the served features.")
    max_users: int = Field(
        20_000, ge=1, description="Users fitted on, at most; the others count in averages."
    )
    max_history: int = Field(20, ge=1, description="Longest history in the fit.")
    max_targets: int = Field(40, ge=2, description="Most targets of a user in one pass.")
    unknown_share: float = Field(
        0.1, ge=0, lt=1, description="Share of books taken for unrated in each step of the fit."
    )


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


class RecommendSettings(StageSettings):
    """Settings of `recommend`."""

    n: int = Field(10, ge=1, description="Length of the list.")
    diversity: float = Field(
        0.3, ge=0, le=1, description="0: the best scores, 1: as unlike each other as can be."
    )
    max_per_author: int = Field(2, ge=1, description="Books of one author, at most.")
    min_predicted: float = Field(
        3.25, ge=1, le=5, description="Stars below which a book comes only where others run out."
    )
    min_ratings: int = Field(
        50,
        ge=0,
        description="Goodreads ratings below which a book comes only where others run out.",
    )
    like_weight: float = Field(
        0.6, ge=0, le=1, description="Share of the likeness to --like in the ranking."
    )
    mood_weight: float = Field(
        0.7, ge=0, le=1, description="Share of the likeness to --mood in the ranking."
    )
    index: str | None = Field(
        None,
        description="Address of an index that `export --index` wrote: it proposes the books that "
        "are scored.",
    )


class EngineSettings(StageSettings):
    """Where work runs; never part of a fingerprint, as no engine changes a result."""

    scheduler: str | None = Field(
        None, description="Address of a Dask scheduler, as tcp://host:8786."
    )
    workers: int | None = Field(
        None, ge=1, description="Dask workers to start on this machine, one thread each."
    )


class Settings(BaseSettings):
    """All settings of one run."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        env_prefix=ENV_PREFIX,
        env_nested_delimiter="__",
        toml_file=SETTINGS_FILE,
    )

    data_dir: Path = Path("data")
    artifacts_dir: Path = Path("artifacts")
    shelf_file: Path = Field(
        Path("bookrec.books.csv"), description="The reader's own list, kept by `bookrec rate`."
    )
    lock_timeout: float = Field(
        -1,
        description="Seconds to wait for a stage that another process computes; -1: as long as "
        "it takes, 0: refuse at once.",
    )
    check_memory: bool = Field(
        True, description="Refuse a stage that would run out of memory, before it begins."
    )
    engine: EngineSettings = EngineSettings()
    clean: CleanSettings = CleanSettings()
    embed: EmbedSettings = EmbedSettings()
    split: SplitSettings = SplitSettings()
    train: TrainSettings = TrainSettings()
    tune: TuneSettings = TuneSettings()
    evaluate: EvaluateSettings = EvaluateSettings()
    recommend: RecommendSettings = RecommendSettings()

    @field_validator("data_dir", "artifacts_dir", "shelf_file")
    @classmethod
    def _is_a_file_name(cls, path: Path) -> Path:
        """Refuse what the system would only take for a file that is not there."""
        encoding = sys.getfilesystemencoding()
        try:
            encoded = os.fsencode(path)
        except UnicodeEncodeError as error:
            raise ValueError(f"no file name in {encoding}; set PYTHONUTF8=1") from error
        if b"\0" in encoded:
            raise ValueError("no file name: it holds a null character")
        return path

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


def load_settings(flags: dict[str, Any]) -> Settings:
    """Load the settings of one run.

    Args:
        flags: Values given on the command line, nested as in `Settings`; they win.

    Raises:
        ConfigError: If a key is unknown (the nearest known one is named) or a value is refused.
    """
    _refuse_unknown_variables()
    _refuse_large_file()
    try:
        return Settings(**flags)
    except ValidationError as error:
        raise ConfigError(_describe(error)) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{SETTINGS_FILE}: not valid TOML: {error}") from error
    except (OSError, UnicodeDecodeError, RecursionError) as error:
        raise ConfigError(f"{SETTINGS_FILE}: unreadable: {error}") from error
    except SettingsError as error:
        raise ConfigError(f"a BOOKREC_ variable is malformed: {error}") from error


def override(settings: Settings, stage: str, flags: dict[str, Any]) -> Settings:
    """Return the settings with some of one stage's values replaced by a command's own flags.

    Raises:
        ConfigError: If a value is refused.
    """
    current: StageSettings = getattr(settings, stage)
    try:
        changed = type(current).model_validate({**current.model_dump(), **flags})
    except ValidationError as error:
        raise ConfigError(f"{stage}: {_describe(error)}") from error
    return settings.model_copy(update={stage: changed})


def known_keys(model: type[BaseModel] = Settings, prefix: str = "") -> list[str]:
    """Return every key as written in flags, `train.epochs` for a nested one."""
    keys: list[str] = []
    for name, field in model.model_fields.items():
        nested = field.annotation
        if isinstance(nested, type) and issubclass(nested, BaseModel):
            keys.extend(known_keys(nested, f"{prefix}{name}."))
        else:
            keys.append(f"{prefix}{name}")
    return keys


def nested_flags(assignments: list[str]) -> dict[str, Any]:
    """Turn `train.epochs=5` assignments into nested settings.

    Raises:
        ConfigError: If an assignment has no `=`.
    """
    flags: dict[str, Any] = {}
    for assignment in assignments:
        key, equals, value = assignment.partition("=")
        if not equals:
            raise ConfigError(f"--set {assignment}: write it as KEY=VALUE, as in train.epochs=5")
        *groups, name = key.strip().split(".")
        level = flags
        for group in groups:
            level = level.setdefault(group, {})
            if not isinstance(level, dict):
                raise ConfigError(f"--set {assignment}: {group} is set to a value elsewhere")
        level[name] = value.strip()
    return flags


def _refuse_large_file() -> None:
    """Dotted keys of many parts take the parser quadratic time."""
    if SETTINGS_FILE.is_file() and SETTINGS_FILE.stat().st_size > MAX_SETTINGS_BYTES:
        raise ConfigError(f"{SETTINGS_FILE}: larger than {MAX_SETTINGS_BYTES // 1000} kB")


def _refuse_unknown_variables() -> None:
    """Pydantic ignores unknown environment variables; a misspelt setting must not be silent."""
    known = {ENV_PREFIX + key.replace(".", "__").upper() for key in known_keys()}
    groups = {ENV_PREFIX + name.upper() for name in Settings.model_fields}
    for name in sorted(os.environ):
        if name.upper().startswith(ENV_PREFIX) and name.upper() not in known | groups:
            raise ConfigError(
                f"environment variable {name} is no setting{_nearest(name.upper(), sorted(known))}"
            )


def _describe(error: ValidationError) -> str:
    """Return the first problem as one line."""
    problem = error.errors(include_url=False, include_input=False)[0]
    key = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        return f"unknown setting {key}{_nearest(key, [*Settings.model_fields, *known_keys()])}"
    return f"setting {key}: {problem['msg'].removeprefix('Value error, ')}"


def _nearest(key: str, known: list[str]) -> str:
    matches = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
    return f"; did you mean {matches[0]}?" if matches else "; `bookrec info` lists the settings"
