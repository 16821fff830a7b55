"""What the settings of all stages share."""

from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic.config import JsonDict

OUTSIDE_RESULT: JsonDict = {"shapes_result": False}
"""`json_schema_extra` of a setting that changes nothing in a stage's result."""


class StageSettings(BaseModel):
    """Base of every stage's settings: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def dump_causes(self) -> dict[str, Any]:
        """Return the settings that shape a result, JSON-able."""
        fields = type(self).model_fields.items()
        outside = {name for name, field in fields if field.json_schema_extra == OUTSIDE_RESULT}
        return self.model_dump(mode="json", exclude=outside)
