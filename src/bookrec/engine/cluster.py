"""The engine of many processes or machines: a Dask cluster, joined or started here."""

import logging
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from bookrec import __version__
from bookrec.engine.base import Partition, Result, Shared, collect_in_order
from bookrec.errors import ConfigError
from bookrec.settings import EngineSettings

if TYPE_CHECKING:
    from distributed import Client, Future

Value = TypeVar("Value")

GPU = "GPU"
"""The resource that a worker with a GPU announces: `dask worker ADDRESS --resources GPU=1`."""
_AHEAD = 3
"""Partitions under way per worker thread: the next one is there when a thread is done."""
# A worker that dies is started again by its nanny, within a second or two.
_LOOK_SECONDS = 1
_PATIENCE_SECONDS = 10
_NO_WORKER = "{}: no worker is left; start some with `dask worker` and repeat the command"
_LOG = logging.getLogger(__name__)
_DASK_CONFIG = {
    # Partitions are sent as they are, and only a few at a time, so a large one is meant.
    "distributed.admin.large-graph-warning-threshold": "1TiB",
    # Work that no worker is left for fails, rather than waiting for ever.
    "distributed.scheduler.no-workers-timeout": "60s",
    # Nobody looks at the profiles that workers started here would take of themselves all the time.
    "distributed.worker.profile.enabled": False,
    # By default, workers give freed memory back at once and take it anew for every layer of a
    # transformer: a fifth of their time.
    "distributed.nanny.pre-spawn-environ.MALLOC_TRIM_THRESHOLD_": None,
}


class DaskEngine:
    """Sends every partition to a worker; what a dying worker was at is done by another.

    Functions, what they share and partitions travel with pickle, as everything does on a Dask
    cluster: whoever reaches its scheduler can run code on it.
    """

    def __init__(self, settings: EngineSettings) -> None:
        """Take the address, or the number of workers to start; nothing is joined or started yet."""
        self._settings = settings
        self._stack = ExitStack()
        self._client: Client | None = None

    def __enter__(self) -> Self:
        """Start with no cluster."""
        return self

    def __exit__(self, *error: object) -> None:
        """Leave the cluster; workers started here end."""
        self._stack.close()

    def map(
        self,
        function: Callable[[Shared, Partition], Result],
        shared: Shared,
        partitions: Iterable[Partition],
        *,
        n_threads: int = 1,
        gpu: bool = False,
    ) -> Generator[Result]:
        """Yield `function(shared, partition)` for every partition, in order; see `Engine`.

        Raises:
            ConfigError: If the cluster cannot be had, is lost, or its workers keep dying.
        """
        client = self._join()
        workers = _workers(client).values()
        resources = _gpu_of(workers) if gpu else None
        # A task's result, not scattered data: what a dying worker held is made again.
        shared_there = client.submit(_Whole, shared, pure=False)
        with _cluster_failures(self._name):
            results: Generator[_Whole[Result]] = collect_in_order(
                lambda partition: _WatchedCall(
                    client,
                    client.submit(
                        _call, function, shared_there, partition, pure=False, resources=resources
                    ),
                    self._name,
                ),
                partitions,
                _AHEAD * sum(worker["nthreads"] for worker in workers),
            )
            with closing(results):
                for result in results:
                    yield result.value

    @property
    def _name(self) -> str:
        return self._settings.scheduler or f"{self._settings.workers} workers on this machine"

    def _join(self) -> "Client":
        """Join or start the cluster, once."""
        if self._client is None:
            _require_dask()
            import dask
            from distributed import LocalCluster

            self._stack.enter_context(dask.config.set(_DASK_CONFIG))
            address: Any = self._settings.scheduler
            if address is None:
                address = self._stack.enter_context(
                    LocalCluster(
                        n_workers=self._settings.workers,
                        threads_per_worker=1,
                        host="127.0.0.1",
                        dashboard_address="127.0.0.1:0",  # any free port, for two runs at once
                        silence_logs=logging.ERROR,  # a worker that ends slowly is no news
                    )
                )
            self._client = self._stack.enter_context(_connect(address))
            _require_same_bookrec(self._client, self._name)
        return self._client


@dataclass(frozen=True)
class _WatchedCall(Generic[Value]):
    """A call whose waiting ends where no worker is left to do it.

    A scheduler alone would wait for new workers as long as its own settings say, without a word.
    """

    client: "Client"
    future: "Future[Value]"
    cluster: str

    def result(self) -> Value:
        """Wait for the result, or raise what the call raised.

        Raises:
            ConfigError: If the cluster is without workers for a while.
        """
        n_without = 0
        while True:
            try:
                result: Value = self.future.result(timeout=_LOOK_SECONDS)
                return result
            except TimeoutError:
                if self.future.done():
                    raise
            n_without = 0 if _workers(self.client) else n_without + 1
            if n_without == 1:
                _LOG.warning("%s: no worker is left; waiting for new ones", self.cluster)
            if n_without * _LOOK_SECONDS > _PATIENCE_SECONDS:
                raise ConfigError(_NO_WORKER.format(self.cluster))

    def cancel(self) -> object:
        """Drop the call if it has not begun."""
        return self.future.cancel()


def _workers(client: "Client") -> dict[str, Any]:
    """Ask the scheduler for all its workers, by address."""
    workers: dict[str, Any] = client.scheduler_info(n_workers=-1)["workers"]
    return workers


@dataclass(frozen=True)
class _Whole(Generic[Value]):
    """A value that travels in one piece: Dask would take a list apart and send each item alone."""

    value: Value


def _call(
    function: Callable[[Shared, Partition], Result], shared: _Whole[Shared], partition: Partition
) -> _Whole[Result]:
    return _Whole(function(shared.value, partition))


def _gpu_of(workers: Iterable[Any]) -> dict[str, int] | None:
    """Ask for a GPU if any worker has one."""
    return {GPU: 1} if any(GPU in worker["resources"] for worker in workers) else None


def _require_dask() -> None:
    try:
        import distributed  # noqa: F401 - brings dask
    except ModuleNotFoundError as error:
        raise ConfigError(
            f"--scheduler and --workers need the package {error.name}; run "
            "`pip install 'bookrec[dask]'`"
        ) from error


def _connect(address: Any) -> "Client":  # noqa: ANN401 - an address or a cluster
    from distributed import Client

    try:
        return Client(address, set_as_default=False)
    except (OSError, ValueError) as error:
        reason = " ".join(str(error).split())[:200]
        raise ConfigError(
            f"{address}: no Dask scheduler to be reached ({reason}); start one with `dask "
            "scheduler`, or use --workers N for workers on this machine"
        ) from error


def _require_same_bookrec(client: "Client", name: str) -> None:
    """Refuse a cluster that would compute with other code, or not at all.

    Raises:
        ConfigError: If there is no worker, or one has another version of bookrec or none.
    """
    found = client.get_versions(packages=["bookrec"])["workers"]
    if not found:
        raise ConfigError(f"{name}: the scheduler has no workers; start some with `dask worker`")
    for worker, versions in found.items():
        version = versions["packages"].get("bookrec")
        if version != __version__:
            raise ConfigError(
                f"{worker}: bookrec {version or 'is not installed'} there, {__version__} here; "
                "install the same version on every worker"
            )


@contextmanager
def _cluster_failures(name: str) -> Iterator[None]:
    """Turn the failures of a cluster into one line; what a call raised comes through as it is."""
    from concurrent.futures import CancelledError

    from distributed import KilledWorker
    from distributed.scheduler import NoValidWorkerError, NoWorkerError

    try:
        yield
    except (NoValidWorkerError, NoWorkerError) as error:
        raise ConfigError(_NO_WORKER.format(name)) from error
    except KilledWorker as error:
        raise ConfigError(
            f"{name}: a partition took down worker after worker, most likely for want of memory; "
            "give the workers more of it, or use fewer on each machine"
        ) from error
    except CancelledError as error:
        raise ConfigError(
            f"{name}: the connection to the Dask scheduler is lost; start it again and repeat the "
            "command"
        ) from error
