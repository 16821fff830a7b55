"""Every failure a user can meet, as one exception tree with exit codes.

A message says what went wrong, where, and what to do next, in one line. Anything that is
not a `BookrecError` is a bug and keeps its traceback.
"""

from typing import ClassVar


class BookrecError(Exception):
    """A failure the user can act on; the command prints it and leaves with `exit_code`."""

    exit_code: ClassVar[int] = 1


class UsageError(BookrecError):
    """An argument or an option of a command has a value that cannot be meant."""

    exit_code = 2


class ConfigError(BookrecError):
    """A setting, flag or settings file is wrong."""

    exit_code = 3


class DataError(BookrecError):
    """Raw data, a reader's own file, or a frame breaks its schema."""

    exit_code = 4


class ArtifactError(BookrecError):
    """An artifact is missing, damaged, or does not fit the others."""

    exit_code = 5


class DownloadError(BookrecError):
    """A data set or model could not be fetched."""

    exit_code = 6


class TrainingError(BookrecError):
    """Training cannot start or has failed (no positives, collapse, not a number)."""

    exit_code = 7


class NotFoundError(BookrecError):
    """A book, genre, language or file that the user named does not exist."""

    exit_code = 8
