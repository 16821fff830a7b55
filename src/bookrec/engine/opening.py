"""Choose the engine that the settings ask for."""

from collections.abc import Iterator
from contextlib import contextmanager

from bookrec.engine.local import LocalEngine
from bookrec.errors import ConfigError
from bookrec.protocols import Engine
from bookrec.settings import EngineSettings


@contextmanager
def open_engine(settings: EngineSettings) -> Iterator[Engine]:
    """Yield the engine; a cluster is joined or started when it is first given work.

    Raises:
        ConfigError: If the settings ask for two clusters, or for one that cannot be had.
    """
    if settings.scheduler is not None and settings.workers is not None:
        raise ConfigError(
            "engine.scheduler and engine.workers are both set; choose a cluster that is there, or "
            "workers on this machine"
        )
    if settings.scheduler is None and settings.workers is None:
        yield LocalEngine()
        return
    from bookrec.engine.cluster import DaskEngine

    with DaskEngine(settings) as engine:
        yield engine
