"""Settings of `clean`."""

from pydantic import Field

from bookrec.settings.base import StageSettings


class CleanSettings(StageSettings):
    """Settings of `clean`."""

    min_ratings_outside_list: int = Field(
        5,
        ge=1,
        description="Ratings that bring a book of the all-books files into the catalogue.",
    )
    n_reported_titles: int = Field(
        20, ge=0, description="Ambiguous and unmatched titles named in the report, at most."
    )
