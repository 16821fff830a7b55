"""What "auto" means here: which device, which precision. Torch is asked only if need be."""

import ctypes
import sys

from bookrec.errors import ConfigError

PRECISIONS = ("float32", "bfloat16")
_DRIVERS = ("libcuda.so.1", "libamdhip64.so", "nvcuda.dll", "amdhip64.dll")


def resolve_hardware(device: str, precision: str) -> dict[str, str]:
    """Return the device and precision that the settings come to here; vectors depend on both.

    Args:
        device: "cpu", "cuda", "mps" or "auto": the first of CUDA, MPS, CPU that is there.
        precision: "float32", "bfloat16" or "auto": bfloat16 on CUDA, else float32.

    Returns:
        `device` and `precision`, neither "auto".
    """
    if device == "auto":
        device = available_devices()[0]
    if precision == "auto":
        precision = "bfloat16" if device == "cuda" else "float32"
    return {"device": device, "precision": precision}


def choose_hardware(device: str, precision: str) -> tuple[str, str]:
    """Return the device and precision to run with; see `resolve_hardware`.

    Raises:
        ConfigError: If one is unknown, or the machine has no such device.
    """
    there = available_devices()
    chosen = resolve_hardware(device, precision)
    if chosen["device"] not in there:
        raise ConfigError(
            f"device {device!r}: not available here; use auto or one of: {', '.join(there)}"
        )
    if chosen["precision"] not in PRECISIONS:
        raise ConfigError(
            f"precision {precision!r}: unknown; use auto or one of: {', '.join(PRECISIONS)}"
        )
    return chosen["device"], chosen["precision"]


def available_devices() -> tuple[str, ...]:
    """Name the devices of this machine, best first; the processor is always one."""
    if not _may_have_accelerator():
        return ("cpu",)
    import torch

    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    return (*(name for name, is_there in there.items() if is_there), "cpu")


def _may_have_accelerator() -> bool:
    """Whether a driver is there: without one, torch need not be loaded to be asked."""
    return sys.platform == "darwin" or any(map(_is_library, _DRIVERS))


def _is_library(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True
