"""Where work runs: in this process, or on a cluster. The functions that do it are the same."""

from bookrec.engine.local import LocalEngine
from bookrec.engine.opening import open_engine
from bookrec.protocols import Engine

__all__ = ["Engine", "LocalEngine", "open_engine"]
