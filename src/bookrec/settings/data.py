"""Settings of where the data comes from."""

import json
from typing import Any

from pydantic import Field, field_validator

from bookrec.settings.base import OUTSIDE_RESULT, StageSettings


class DataSettings(StageSettings):
    """Which kind of data folder is read, and how."""

    source: str = Field(
        "auto",
        json_schema_extra=OUTSIDE_RESULT,  # the kind that is found counts, beside its files
        description="Kind of the data folder, or several as in kaggle,goodbooks; auto: found "
        "out from its files.",
    )
    rating_scale: tuple[float, float] = Field(
        (1, 5),
        description="Smallest and largest rating of own tables; any scale but stars is mapped "
        "to 1 to 5.",
    )

    @field_validator("rating_scale", mode="before")
    @classmethod
    def _read_pair(cls, value: Any) -> Any:  # noqa: ANN401 - as written
        """Read "1,10" and "[1, 10]", as flags give them."""
        if isinstance(value, str):
            return json.loads(f"[{value.strip().strip('[]()')}]")
        return value

    @field_validator("rating_scale")
    @classmethod
    def _require_order(cls, value: tuple[float, float]) -> tuple[float, float]:
        if not value[0] < value[1]:
            raise ValueError("the smallest rating comes first, as in 1,10")
        return value
