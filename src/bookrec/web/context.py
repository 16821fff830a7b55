"""What the routes of one server share."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, TypeVar, cast

from fastapi import Depends, Request

from bookrec.web.config import ServeConfig
from bookrec.web.encoding import NeedsEncoderError
from bookrec.web.metrics import Metrics
from bookrec.web.state import Served, Serving
from bookrec.web.work import LIST_THREADS, Work

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
    def of(cls, config: ServeConfig, served: Served | None = None) -> "Context":
        """Make the context of a server; nothing is loaded yet but what is given."""
        return cls(
            config=config,
            serving=Serving(config.artifacts_dir, config.recommend, served),
            lists=Work(config.n_threads, config.max_waiting, LIST_THREADS),
            slow=Work(_N_SLOW, _MAX_SLOW_WAITING, "slow"),
        )

    async def run(self, function: Callable[[Served], Result], *, slow: bool = False) -> Result:
        """Run a function of what is served on a thread; it sees one model from start to end.

        What turns out to need the text encoder begins anew on a thread that may wait for it: such a
        function must not have changed anything before.

        Raises:
            BusyError: If too many wait already.
            ArtifactError: If nothing is served.
        """
        served = self.serving.served
        if not slow:
            with contextlib.suppress(NeedsEncoderError):
                return await self.lists.run(lambda: function(served))
        return await self.slow.run(lambda: function(served))

    async def refresh(self) -> bool:
        """Load newer results, if there are any, without stopping the loop.

        Returns:
            Whether something new is served.
        """
        return await asyncio.to_thread(self.serving.refresh)


def context_of(request: Request) -> Context:
    """Return the context of the server that a request reached."""
    return cast(Context, request.app.state.context)


InContext = Annotated[Context, Depends(context_of)]
