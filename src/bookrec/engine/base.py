"""What an engine does."""

from collections import deque
from collections.abc import Callable, Generator, Iterable
from typing import Protocol, TypeVar

Shared = TypeVar("Shared")
Partition = TypeVar("Partition")
Result = TypeVar("Result")
ResultOf = TypeVar("ResultOf", covariant=True)


class Engine(Protocol):
    """Applies one function to every partition of some data."""

    def map(
        self,
        function: Callable[[Shared, Partition], Result],
        shared: Shared,
        partitions: Iterable[Partition],
        *,
        n_threads: int = 1,
        gpu: bool = False,
    ) -> Generator[Result]:
        """Yield `function(shared, partition)` for every partition, in order.

        Partitions are taken as they are needed, so they may be made on the way. When the caller
        stops early, those that have not begun are dropped.

        Args:
            function: A module's function or a class's method; it must not depend on how the data
                was cut, so that the engine never changes a result.
            shared: What every call needs; sent to a worker once.
            partitions: Parts of the data.
            n_threads: Calls at once in this process, for functions that let other threads run;
                a cluster decides that by its workers' threads.
            gpu: Whether the work goes to the workers that announce a GPU, if there are any.
        """
        ...


class Waiting(Protocol[ResultOf]):
    """The future of one call."""

    def result(self) -> ResultOf:
        """Wait for the result, or raise what the call raised."""
        ...

    def cancel(self) -> object:
        """Drop the call if it has not begun."""
        ...


def collect_in_order(
    submit: Callable[[Partition], Waiting[Result]], partitions: Iterable[Partition], n_ahead: int
) -> Generator[Result]:
    """Yield the results of submitted calls in order, never more than `n_ahead` under way."""
    waiting: deque[Waiting[Result]] = deque()
    try:
        for partition in partitions:
            waiting.append(submit(partition))
            if len(waiting) >= n_ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for call in waiting:
            call.cancel()
