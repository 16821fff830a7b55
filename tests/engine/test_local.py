"""The engine of this process."""

import threading
from contextlib import closing

import pytest

from bookrec.engine import LocalEngine
from bookrec.engine.base import collect_in_order


def divide(shared: int, partition: int) -> int:
    return shared // partition


@pytest.mark.parametrize("n_threads", [1, 3])
def test_results_come_in_the_order_of_the_partitions(n_threads: int) -> None:
    results = LocalEngine().map(divide, 60, range(1, 41), n_threads=n_threads)
    assert list(results) == [60 // n for n in range(1, 41)]


@pytest.mark.parametrize("n_threads", [1, 2])
def test_an_error_of_a_call_reaches_the_caller(n_threads: int) -> None:
    with pytest.raises(ZeroDivisionError):
        list(LocalEngine().map(divide, 1, [1, 0], n_threads=n_threads))


def test_calls_run_at_once_on_as_many_threads_as_asked() -> None:
    both = threading.Barrier(2)  # a call waits here until there is another one
    results = LocalEngine().map(lambda barrier, _: barrier.wait() >= 0, both, "ab", n_threads=2)
    assert list(results) == [True, True]


def test_partitions_not_begun_are_dropped_when_the_caller_stops() -> None:
    may_go_on = threading.Event()
    begun: list[int] = []

    def work(_: None, partition: int) -> int:
        begun.append(partition)
        if partition > 1:
            may_go_on.wait()
        return partition

    taken = iter(range(1000))
    with closing(LocalEngine().map(work, None, taken, n_threads=2)) as results:
        assert next(results) == 0
        threading.Timer(0, may_go_on.set).start()
    assert len(begun) < 10
    assert next(taken) < 10  # nor were partitions made in advance


def test_a_few_calls_are_under_way_and_no_more() -> None:
    under_way: list[int] = []

    class Call:
        def __init__(self, partition: int) -> None:
            self.partition = partition
            under_way.append(partition)
            assert len(under_way) <= 4

        def result(self) -> int:
            under_way.remove(self.partition)
            return self.partition

        def cancel(self) -> None:
            under_way.remove(self.partition)

    results = collect_in_order(Call, range(100), 4)
    assert [next(results) for _ in range(10)] == list(range(10))
    results.close()
    assert under_way == []
