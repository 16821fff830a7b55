"""Fetch the raw data: Kaggle's two data sets, or goodbooks-10k."""

from bookrec.data.download.credentials import has_credentials
from bookrec.data.download.download import DownloadResult, download

__all__ = ["DownloadResult", "download", "has_credentials"]
