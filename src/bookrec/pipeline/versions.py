"""Versions that a result may depend on, to its last bits."""

import platform
from importlib.metadata import PackageNotFoundError, version

PACKAGES = (
    "torch",
    "transformers",
    "tokenizers",
    "numpy",
    "pandas",
    "pyarrow",
    "scipy",
    "scikit-learn",
)


def installed_versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that compute, by name."""
    return {"python": platform.python_version()} | {
        name: found for name in PACKAGES if (found := _version_of(name)) is not None
    }


def _version_of(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
