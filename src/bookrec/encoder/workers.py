"""Spread batches over the processor's cores, one batch and one thread each.

Threads that share one batch wait for each other after every layer, which costs most when another
program holds a core. Threads with a batch of their own never wait, and a batch's numbers do not
depend on how many there are.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypeVar

import torch

Batch = TypeVar("Batch")
Result = TypeVar("Result")


def map_batches(
    function: Callable[[Batch], Result], batches: Iterable[Batch], n_workers: int
) -> Iterator[tuple[Batch, Result]]:
    """Yield each batch and what the function made of it, as soon as it is done.

    When the caller stops early, batches that have not begun are dropped.
    """
    n_threads = torch.get_num_threads()
    pool = ThreadPoolExecutor(n_workers, initializer=torch.set_num_threads, initargs=(1,))
    try:
        batch_of = {pool.submit(function, batch): batch for batch in batches}
        for future in as_completed(batch_of):
            yield batch_of[future], future.result()
    finally:
        pool.shutdown(cancel_futures=True)
        torch.set_num_threads(n_threads)  # in part, the workers' setting reaches other threads
