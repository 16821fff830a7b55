"""Settings of `recommend`."""

from pydantic import Field

from bookrec.settings.base import StageSettings


class RecommendSettings(StageSettings):
    """Settings of `recommend`."""

    n: int = Field(10, ge=1, description="Length of the list.")
    diversity: float = Field(
        0.1, ge=0, le=1, description="0: the best scores, 1: as unlike each other as can be."
    )
    fame: float = Field(
        0.75, ge=0, le=1, description="0: what is little known, 1: what everybody reads."
    )
    max_per_author: int = Field(3, ge=1, description="Books of one author, at most.")
    min_predicted: float = Field(
        3.25, ge=1, le=5, description="Stars below which a book comes only where others run out."
    )
    min_ratings: int = Field(
        50,
        ge=0,
        description="Goodreads ratings below which a book comes only where others run out.",
    )
    index: str | None = Field(
        None,
        description="Address of an index that `export --index` wrote: it proposes the books that "
        "are scored.",
    )
