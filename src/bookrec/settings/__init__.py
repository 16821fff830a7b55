"""Typed settings: one frozen sub-model per stage, loaded once by the command."""

from bookrec.settings.base import StageSettings
from bookrec.settings.clean import CleanSettings
from bookrec.settings.data import DataSettings
from bookrec.settings.embed import EmbedSettings
from bookrec.settings.engine import EngineSettings
from bookrec.settings.evaluate import EvaluateSettings
from bookrec.settings.load import (
    ENV_PREFIX,
    SETTINGS_FILE,
    Settings,
    known_keys,
    load_settings,
    nested_flags,
    override,
)
from bookrec.settings.recommend import RecommendSettings
from bookrec.settings.split import SplitSettings
from bookrec.settings.train import RelationWeights, TrainSettings
from bookrec.settings.tune import TuneSettings

__all__ = [
    "CleanSettings",
    "DataSettings",
    "ENV_PREFIX",
    "EmbedSettings",
    "EngineSettings",
    "EvaluateSettings",
    "RecommendSettings",
    "RelationWeights",
    "SETTINGS_FILE",
    "Settings",
    "SplitSettings",
    "StageSettings",
    "TrainSettings",
    "TuneSettings",
    "known_keys",
    "load_settings",
    "nested_flags",
    "override",
]
