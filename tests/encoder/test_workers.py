"""Batches over several workers."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch

from bookrec.encoder import workers
from bookrec.encoder.workers import map_batches


@pytest.fixture(autouse=True)
def two_threads() -> Iterator[None]:
    """Give torch two threads, whatever the machine has."""
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


def test_every_batch_comes_back_with_its_result() -> None:
    pairs = [(n, n + 1) for n in range(20)]
    assert dict(map_batches(sum, pairs, 3)) == {(n, n + 1): 2 * n + 1 for n in range(20)}


def test_each_worker_has_one_thread_and_the_caller_keeps_its_own() -> None:
    seen = [n for _, n in map_batches(lambda batch: torch.get_num_threads(), [[1], [2], [3]], 2)]
    assert seen == [1, 1, 1]
    assert torch.get_num_threads() == 2


def test_an_error_of_a_batch_reaches_the_caller() -> None:
    with pytest.raises(ZeroDivisionError):
        list(map_batches(lambda n: 1 // n, [1, 0], 1))


def test_batches_not_begun_are_dropped_when_the_caller_stops(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    second_may_end = threading.Event()
    begun: list[int] = []

    class Pool(ThreadPoolExecutor):
        def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
            super().shutdown(wait=False, cancel_futures=cancel_futures)
            second_may_end.set()
            super().shutdown(wait=wait)

    def work(batch: int) -> None:
        begun.append(batch)
        if batch == 1:
            second_may_end.wait()

    monkeypatch.setattr(workers, "ThreadPoolExecutor", Pool)
    results = map_batches(work, range(100), 1)
    assert next(results) == (0, None)
    results.close()
    assert begun in ([0], [0, 1])
