"""A model's own configuration files."""

import json
from pathlib import Path

import pytest

from bookrec.encoder.model_config import ModelConfig, read_model_config
from bookrec.encoder.weights import ModelSource
from bookrec.errors import ConfigError


def _save(folder: Path, pooling: dict[str, object], modules: list[str]) -> None:
    paths = ["" if module == "Transformer" else f"{i}_{module}" for i, module in enumerate(modules)]
    listed = [
        {"type": f"sentence_transformers.models.{module}", "path": path}
        for module, path in zip(modules, paths, strict=True)
    ]
    (folder / "modules.json").write_text(json.dumps(listed))
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(pooling))


def test_a_plain_transformer_takes_the_mean(tmp_path: Path) -> None:
    assert read_model_config(tmp_path) == ModelConfig(pooling="mean", max_tokens=None)


def test_minilm(minilm_source: ModelSource) -> None:
    config = read_model_config(minilm_source.folder)
    assert config == ModelConfig(pooling="mean", max_tokens=256, lower_case=False)


@pytest.mark.parametrize(
    ("pooling", "expected"),
    [
        ({"pooling_mode": "cls"}, "cls"),
        ({"pooling_mode": ["lasttoken"]}, "lasttoken"),
        ({"pooling_mode_cls_token": False, "pooling_mode_max_tokens": True}, "max"),
        ({"pooling_mode_mean_sqrt_len_tokens": True}, "mean"),
    ],
)
def test_reads_new_and_old_pooling_names(
    tmp_path: Path, pooling: dict[str, object], expected: str
) -> None:
    _save(tmp_path, pooling, ["Transformer", "Pooling"])
    assert read_model_config(tmp_path).pooling == expected


@pytest.mark.parametrize(
    "pooling",
    [
        {"pooling_mode_mean_tokens": True, "pooling_mode_cls_token": True},
        {"pooling_mode": "weightedmean"},
        {},
    ],
)
def test_other_poolings_are_refused(tmp_path: Path, pooling: dict[str, object]) -> None:
    _save(tmp_path, pooling, ["Transformer", "Pooling"])
    with pytest.raises(ConfigError, match="is not supported"):
        read_model_config(tmp_path)


def test_other_modules_are_refused(tmp_path: Path) -> None:
    _save(tmp_path, {"pooling_mode": "mean"}, ["Transformer", "Pooling", "Dense"])
    with pytest.raises(ConfigError, match="module Dense"):
        read_model_config(tmp_path)


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "modules.json").write_text("[")
    with pytest.raises(ConfigError, match=r"modules\.json: not readable"):
        read_model_config(tmp_path)
