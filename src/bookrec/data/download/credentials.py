"""The reader's Kaggle credentials, found where the official client looks for them.

No message, log line or `repr` ever holds a key: only the place where it was found.
"""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path

from bookrec.data.download.datasets import KAGGLE_DATASETS
from bookrec.errors import DownloadError

TOKEN_PAGE = "https://www.kaggle.com/settings/api"  # noqa: S105 - a page, not a secret
_OTHERS = 0o077


@dataclass(frozen=True)
class Credentials:
    """A token, or a user name and key.

    Attributes:
        source: Where they were found, for messages.
        token: API token; "" if a key is used.
        username: User name; "" if a token is used.
        key: API key; "" if a token is used.
        exposed: The file they are in, if other users of this machine can read it.
    """

    source: str
    token: str = field(default="", repr=False)
    username: str = field(default="", repr=False)
    key: str = field(default="", repr=False)
    exposed: Path | None = None


def find_credentials() -> Credentials:
    """Find credentials: token, then `KAGGLE_USERNAME` and `KAGGLE_KEY`, then `kaggle.json`.

    Raises:
        DownloadError: If there are none, or the file that should hold them does not.
    """
    found = _token_of_environment() or _token_of_file() or _key_of_environment() or _key_of_file()
    if found is None:
        raise DownloadError(_how_to_get())
    return found


def has_credentials() -> bool:
    """Whether a download can be tried."""
    try:
        find_credentials()
    except DownloadError:
        return False
    return True


def _token_of_environment() -> Credentials | None:
    token = os.environ.get("KAGGLE_API_TOKEN", "").strip()
    if not token:
        return None
    if os.sep in token and Path(token).is_file():  # the client takes a path, too
        return _token_from(Path(token))
    return Credentials("KAGGLE_API_TOKEN", token=token)


def _token_of_file() -> Credentials | None:
    for name in ("access_token", "access_token.txt"):
        path = Path.home() / ".kaggle" / name
        if path.is_file() and (found := _token_from(path)):
            return found
    return None


def _token_from(path: Path) -> Credentials | None:
    token = _read(path).strip()
    return Credentials(str(path), token=token, exposed=_exposed(path)) if token else None


def _key_of_environment() -> Credentials | None:
    username = os.environ.get("KAGGLE_USERNAME", "").strip()
    key = os.environ.get("KAGGLE_KEY", "").strip()
    if not (username and key):
        return None
    return Credentials("KAGGLE_USERNAME and KAGGLE_KEY", username=username, key=key)


def _key_of_file() -> Credentials | None:
    path = next((path for path in _key_files() if path.is_file()), None)
    if path is None:
        return None
    try:
        content = json.loads(_read(path))
        username, key = content["username"], content["key"]
    except (ValueError, KeyError, TypeError):
        username = key = None
    if not (isinstance(username, str) and isinstance(key, str) and username and key):
        raise DownloadError(
            f"{path}: holds no username and key; create a new kaggle.json at {TOKEN_PAGE}"
        )
    return Credentials(str(path), username=username, key=key, exposed=_exposed(path))


def _key_files() -> list[Path]:
    configured = os.environ.get("KAGGLE_CONFIG_DIR")
    if configured:
        return [Path(configured) / "kaggle.json"]
    config_home = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return [Path.home() / ".kaggle" / "kaggle.json", config_home / "kaggle" / "kaggle.json"]


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DownloadError(
            f"{path}: cannot be read ({type(error).__name__}); check its owner and permissions"
        ) from None


def _exposed(path: Path) -> Path | None:
    """The path, if others may read it."""
    return path if os.name == "posix" and path.stat().st_mode & _OTHERS else None


def _how_to_get() -> str:
    by_hand = " and ".join(f"{dataset.url} into {dataset.folder}/" for dataset in KAGGLE_DATASETS)
    return (
        "No Kaggle credentials: (1) sign in at kaggle.com, (2) open "
        f"{TOKEN_PAGE} and create a token, (3) save kaggle.json as ~/.kaggle/kaggle.json with "
        "`chmod 600`, or set KAGGLE_API_TOKEN, or KAGGLE_USERNAME and KAGGLE_KEY, (4) run "
        f"`bookrec download` again. By hand: unpack the CSV files of {by_hand} of the data folder. "
        "Without either: `bookrec download --dataset goodbooks` needs no account"
    )
