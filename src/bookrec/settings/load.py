"""Typed settings: one frozen sub-model per stage.

Order of precedence: command-line flag, `BOOKREC_*` environment variable
(`BOOKREC_TRAIN__EPOCHS=5`), `bookrec.toml` in the working directory, default. The command loads
them once; a stage receives only its own sub-model, which goes into that stage's manifest and
fingerprint. Settings that cannot change a result (paths, worker counts, lengths of reports) are
not: they are marked `OUTSIDE_RESULT`.
"""

import difflib
import os
import sys
import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from bookrec.errors import ConfigError
from bookrec.limits import MAX_SETTINGS_BYTES
from bookrec.settings.base import StageSettings
from bookrec.settings.clean import CleanSettings
from bookrec.settings.data import DataSettings
from bookrec.settings.embed import EmbedSettings
from bookrec.settings.engine import EngineSettings
from bookrec.settings.evaluate import EvaluateSettings
from bookrec.settings.recommend import RecommendSettings
from bookrec.settings.split import SplitSettings
from bookrec.settings.train import TrainSettings
from bookrec.settings.tune import TuneSettings

SETTINGS_FILE = Path("bookrec.toml")
ENV_PREFIX = "BOOKREC_"


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
    shelf_file: Path | None = Field(
        None,
        description="The reader's own shelf, kept by `bookrec rate`; none: in the data folder of "
        "the person who runs the command.",
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
    data: DataSettings = DataSettings()
    clean: CleanSettings = CleanSettings()
    embed: EmbedSettings = EmbedSettings()
    split: SplitSettings = SplitSettings()
    train: TrainSettings = TrainSettings()
    tune: TuneSettings = TuneSettings()
    evaluate: EvaluateSettings = EvaluateSettings()
    recommend: RecommendSettings = RecommendSettings()

    @field_validator("data_dir", "artifacts_dir", "shelf_file")
    @classmethod
    def _is_a_file_name(cls, path: Path | None) -> Path | None:
        """Refuse what the system would only take for a file that is not there."""
        if path is None:
            return None
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
        changed = type(current).model_validate({**dict(current), **flags})
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
