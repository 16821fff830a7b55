"""One thread for arithmetic whose last bits would show how many there were."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from threadpoolctl import threadpool_limits


@contextmanager
def one_thread() -> Iterator[None]:
    """Keep torch and the BLAS libraries to one thread; usable as a decorator too.

    A sum that threads share is rounded as it was shared, and training magnifies the difference:
    with one thread, results are the same on any number of cores. Training and fitting lose little
    by it, their products are too small to share well.
    """
    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with threadpool_limits(1):
            yield
    finally:
        torch.set_num_threads(n_threads)
