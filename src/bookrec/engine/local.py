"""The engine of one machine: this process."""

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor

from bookrec.engine.base import Partition, Result, Shared, collect_in_order

_AHEAD = 3
"""Partitions under way per thread: one slow partition must not leave the other threads idle."""


class LocalEngine:
    """Calls the function here, one partition after the other or on a few threads."""

    def map(
        self,
        function: Callable[[Shared, Partition], Result],
        shared: Shared,
        partitions: Iterable[Partition],
        *,
        n_threads: int = 1,
        gpu: bool = False,
    ) -> Generator[Result]:
        """Yield `function(shared, partition)` for every partition, in order; see `Engine`."""
        if n_threads == 1:
            for partition in partitions:
                yield function(shared, partition)
            return
        with ThreadPoolExecutor(n_threads) as pool:
            yield from collect_in_order(
                lambda partition: pool.submit(function, shared, partition),
                partitions,
                _AHEAD * n_threads,
            )
