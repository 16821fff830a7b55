"""Choose where the transformer runs, and how precisely."""

import torch

from bookrec.encoder.hardware import available_devices
from bookrec.encoder.linear import bfloat16_available, onednn_available
from bookrec.errors import ConfigError

PRECISIONS = ("float32", "bfloat16")


def choose_device(name: str) -> torch.device:
    """Return the device called `name`; "auto" is the first of CUDA, MPS, CPU that is there.

    Raises:
        ConfigError: If the name is unknown or the machine has no such device.
    """
    there = available_devices()
    name = there[0] if name == "auto" else name
    if name not in there:
        raise ConfigError(
            f"device {name!r}: not available here; use auto or one of: {', '.join(there)}"
        )
    return torch.device(name)


def choose_precision(name: str, device: torch.device) -> str:
    """Return the precision of matrix products; "auto" is bfloat16 on CUDA, else float32.

    Raises:
        ConfigError: If the name is unknown, or the processor cannot do it.
    """
    if name == "auto":
        return "bfloat16" if device.type == "cuda" else "float32"
    if name not in PRECISIONS:
        raise ConfigError(
            f"precision {name!r}: unknown; use auto or one of: {', '.join(PRECISIONS)}"
        )
    on_onednn = device.type == "cpu" and onednn_available()
    if name == "bfloat16" and on_onednn and not bfloat16_available():
        raise ConfigError("precision 'bfloat16': this processor does not multiply it; use float32")
    return name
