"""What a model's own configuration files say about length, pooling and case.

The files are those sentence-transformers writes: `modules.json`, `1_Pooling/config.json` and
`sentence_bert_config.json`. A plain Hugging Face encoder has none of them: its tokens' mean is
taken, as sentence-transformers does.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bookrec.errors import ConfigError

MODULES = "modules.json"
TEXT_CONFIGS = "sentence_*_config.json"
SUPPORTED_MODULES = ("Transformer", "Pooling", "Normalize")
POOLINGS = ("mean", "cls", "max", "lasttoken")
# sentence-transformers' older switches. The sum over the root of the length points where the mean
# does, and rows are brought to unit length anyway.
_SWITCHES = {
    "pooling_mode_mean_tokens": "mean",
    "pooling_mode_mean_sqrt_len_tokens": "mean",
    "pooling_mode_cls_token": "cls",
    "pooling_mode_max_tokens": "max",
    "pooling_mode_lasttoken": "lasttoken",
    "pooling_mode_weightedmean_tokens": "weightedmean",
}


@dataclass(frozen=True)
class ModelConfig:
    """How the model wants its texts read and its tokens pooled.

    Attributes:
        pooling: One of `POOLINGS`.
        max_tokens: Longest text in tokens, special ones included; None: the tokenizer's limit.
        lower_case: Whether texts are put in lower case before the tokenizer sees them.
    """

    pooling: str = "mean"
    max_tokens: int | None = None
    lower_case: bool = False


def read_model_config(folder: Path) -> ModelConfig:
    """Read the configuration of a saved model.

    Raises:
        ConfigError: If the model needs a module or a pooling that is not supported here.
    """
    if not (folder / MODULES).is_file():
        return ModelConfig()
    modules = {
        module["type"].rpartition(".")[2]: module["path"] for module in _read(folder / MODULES)
    }
    for module in modules:
        if module not in SUPPORTED_MODULES:
            raise ConfigError(
                f"{folder}: module {module} of {MODULES} is not supported; choose a model of "
                f"{', '.join(SUPPORTED_MODULES)} only"
            )
    text_config = next(iter(sorted(folder.glob(TEXT_CONFIGS))), None)
    options = _read(text_config) if text_config else {}
    return ModelConfig(
        pooling=_pooling(folder / modules["Pooling"] / "config.json")
        if "Pooling" in modules
        else "mean",
        max_tokens=options.get("max_seq_length"),
        lower_case=bool(options.get("do_lower_case", False)),
    )


def _pooling(path: Path) -> str:
    options = _read(path)
    modes = options.get("pooling_mode") or [
        mode for switch, mode in _SWITCHES.items() if options.get(switch)
    ]
    modes = [modes] if isinstance(modes, str) else list(modes)
    if len(modes) != 1 or modes[0] not in POOLINGS:
        raise ConfigError(
            f"{path}: pooling {' + '.join(modes) or 'none'} is not supported; choose a model that "
            f"pools by one of {', '.join(POOLINGS)}"
        )
    return str(modes[0])


def _read(path: Path) -> Any:  # noqa: ANN401 - JSON
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigError(
            f"{path}: not readable as JSON ({error}); save the model again"
        ) from error
