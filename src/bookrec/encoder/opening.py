"""Open the encoder that made some vectors, once in a process; torch is loaded no earlier."""

from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from bookrec.encoder.weights import resolve_model
from bookrec.errors import ArtifactError, ConfigError

if TYPE_CHECKING:
    from bookrec.encoder.transformer import Encoder


def encoder_is_installed() -> bool:
    """Whether the packages that embed texts are here; a serving machine does without."""
    return all(find_spec(package) is not None for package in ("torch", "transformers"))


@lru_cache(maxsize=1)
def open_encoder(
    name: str, fingerprint: str | None = None, device: str = "auto", precision: str = "auto"
) -> "Encoder":
    """Open an encoder; a second call for the same one returns it.

    Args:
        name: Of the model, as for `resolve_model`.
        fingerprint: Of the model that made the vectors to compare with; None takes any.
        device: As for `Encoder`.
        precision: As for `Encoder`.

    Raises:
        ArtifactError: If this machine's copy of the model is another one, or damaged.
        ConfigError: If a package is missing, or the model cannot run here.
        DownloadError: If the model is nowhere.
    """
    try:
        from bookrec.encoder.transformer import Encoder
    except ModuleNotFoundError as error:
        raise ConfigError(
            f"embedding texts needs the package {error.name}, which is not installed; run "
            "`pip install bookrec` with all that it requires"
        ) from error
    source = resolve_model(name)
    if fingerprint is not None and source.fingerprint != fingerprint:
        raise ArtifactError(
            f"{source.folder}: not the model that the vectors come from (fingerprint "
            f"{source.fingerprint[:12]}, expected {fingerprint[:12]}); put that one there, on "
            "every machine, or run `bookrec run-all`"
        )
    return Encoder(source, device, precision)
