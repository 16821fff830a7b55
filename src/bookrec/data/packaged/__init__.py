"""The packaged data: ten thousand books of goodbooks-10k and 241,189 ratings; see README.md."""

from pathlib import Path

READER = "goodbooks"
"""Name of the source that reads it."""


def packaged_folder() -> Path:
    """Return the folder that holds the packaged data, as a data folder."""
    return Path(__file__).parent
