"""Where work runs."""

from pydantic import Field

from bookrec.settings.base import StageSettings


class EngineSettings(StageSettings):
    """Where work runs; never part of a fingerprint, as no engine changes a result."""

    scheduler: str | None = Field(
        None, description="Address of a Dask scheduler, as tcp://host:8786."
    )
    workers: int | None = Field(
        None, ge=1, description="Dask workers to start on this machine, one thread each."
    )
