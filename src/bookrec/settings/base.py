"""What the settings of all stages share."""

from pydantic import BaseModel, ConfigDict


class StageSettings(BaseModel):
    """Base of every stage's settings: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")
