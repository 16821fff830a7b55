"""Threads that make lists, and a bounded queue before them."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Result = TypeVar("Result")
LIST_THREADS = "list"
"""How the names of threads begin that make lists."""


class BusyError(Exception):
    """More requests wait than may; come back in a moment."""


class Work:
    """Runs functions on a few threads; refuses more than may wait.

    All methods are called from the event loop's thread.
    """

    def __init__(self, n_threads: int, max_waiting: int, name: str) -> None:
        """Start no thread yet."""
        self._pool = ThreadPoolExecutor(n_threads, thread_name_prefix=name)
        self._limit = n_threads + max_waiting
        self.n_pending = 0
        self.n_refused = 0

    async def run(self, function: Callable[[], Result]) -> Result:
        """Run a function on a thread.

        Raises:
            BusyError: If too many wait already.
        """
        if self.n_pending >= self._limit:
            self.n_refused += 1
            raise BusyError
        self.n_pending += 1
        future = asyncio.get_running_loop().run_in_executor(self._pool, function)
        future.add_done_callback(self._done)
        # A caller who goes away does not end the thread's work: it counts until it is done.
        return await asyncio.shield(future)

    def close(self) -> None:
        """Drop what waits and let what runs end."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _done(self, future: "asyncio.Future[Any]") -> None:
        self.n_pending -= 1
        if not future.cancelled():
            future.exception()  # seen here, in case the caller has gone away
