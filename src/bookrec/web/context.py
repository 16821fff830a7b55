"""What the routes of one server share."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, TypeVar, cast

from fastapi import Depends, Request

from bookrec.web.config import ServeConfig
from bookrec.web.metrics import Metrics
from bookrec.web.state import Served, Serving
from bookrec.web.work import Work

Result = TypeVar("Result")
_N_SLOW = 2
_MAX_SLOW_WAITING = 8


@dataclass(eq=False)
class Context:
    """What the routes of one server share.

    Attributes:
        config: How it is run.
        serving: What it serves.
        lists: Threads for lists and look-ups.
        slow: Threads for what may take seconds: reading files, the text encoder. Lists go on.
        metrics: What it counts.
    """

    config: ServeConfig
    serving: Serving
    lists: Work
    slow: Work
    metrics: Metrics = field(default_factory=Metrics)

    @classmethod
    def of(cls, config: ServeConfig) -> "Context":
        """Make the context of a server; nothing is loaded yet."""
        return cls(
            config=config,
            serving=Serving(config.artifacts_dir, config.recommend),
            lists=Work(config.n_threads, config.max_waiting, "list"),
            slow=Work(_N_SLOW, _MAX_SLOW_WAITING, "slow"),
        )

    async def run(self, function: Callable[[Served], Result], *, slow: bool = False) -> Result:
        """Run a function of what is served on a thread; it sees one model from start to end.

        Raises:
            BusyError: If too many wait already.
            ArtifactError: If nothing is served.
        """
        served = self.serving.served
        work = self.slow if slow else self.lists
        return await work.run(lambda: function(served))

    async def refresh(self) -> None:
        """Load newer results, if there are any, without stopping the loop."""
        await asyncio.to_thread(self.serving.refresh)


def context_of(request: Request) -> Context:
    """Return the context of the server that a request reached."""
    return cast(Context, request.app.state.context)


InContext = Annotated[Context, Depends(context_of)]
