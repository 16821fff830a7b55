"""A sample for tests: 500 well-known books and their real ratings, in the Kaggle layout."""

from pathlib import Path


def sample_folder() -> Path:
    """Return the folder that holds the sample, as a data folder."""
    return Path(__file__).parent
