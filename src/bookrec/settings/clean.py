"""Settings of `clean`."""

from pydantic import Field

from bookrec.settings.base import OUTSIDE_RESULT, StageSettings

MAX_REPORTED_TITLES = 100
"""Titles of a kind that a result names; what is shown of them is a setting."""


class CleanSettings(StageSettings):
    """Settings of `clean`."""

    min_ratings_outside_list: int = Field(
        5,
        ge=1,
        description="Ratings that bring a book of the all-books files into the catalogue.",
    )
    n_reported_titles: int = Field(
        20,
        ge=0,
        le=MAX_REPORTED_TITLES,
        json_schema_extra=OUTSIDE_RESULT,
        description="Ambiguous and unmatched titles shown, at most.",
    )
