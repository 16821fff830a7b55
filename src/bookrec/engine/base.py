"""What all engines share."""

from collections import deque
from collections.abc import Callable, Generator, Iterable
from typing import Protocol, TypeVar

from bookrec.protocols import Engine, Partition, Result, Shared

__all__ = ["Engine", "Partition", "Result", "Shared", "collect_in_order"]

ResultOf = TypeVar("ResultOf", covariant=True)


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
