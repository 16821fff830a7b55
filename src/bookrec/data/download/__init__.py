"""Fetch the raw data: Kaggle's two data sets, or the packaged sample."""

from bookrec.data.download.credentials import has_credentials
from bookrec.data.download.download import DownloadResult, download

__all__ = ["DownloadResult", "download", "has_credentials"]
