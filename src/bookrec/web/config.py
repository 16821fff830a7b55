"""How one server is run."""

import ipaddress
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from bookrec.data.history.shelf import Shelf
from bookrec.settings import RecommendSettings

LOOPBACK_NAMES = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True)
class ServeConfig:
    """How one server is run.

    Attributes:
        artifacts_dir: Where `run-all` put its results.
        shelf: The one reader's shelf; None where many readers share the server: nothing of theirs
            is stored here, their books live in their browsers and travel with the request.
        recommend: Length, diversity and caps of a list.
        names: Names and addresses, lower case and without port, by which a browser may call this
            server; whoever uses another one came by a name that somebody else controls.
        any_address: Also accept every IP address as a name: an address cannot be rebound.
        token: What every request must bring; None where none is needed.
        root_path: Path under which a proxy shows this server: "/books".
        n_threads: Lists made at once.
        max_waiting: Requests that may wait for a thread; more are told to come back.
    """

    artifacts_dir: Path
    shelf: Shelf | None = None
    recommend: RecommendSettings = field(default_factory=RecommendSettings)
    names: frozenset[str] = LOOPBACK_NAMES
    any_address: bool = False
    token: str | None = None
    root_path: str = ""
    n_threads: int = field(default_factory=lambda: max(1, len(os.sched_getaffinity(0))))
    max_waiting: int = 64

    def accepts(self, name: str) -> bool:
        """Whether a request may call this server by this name."""
        return name in self.names or (self.any_address and is_address(name))


def is_address(name: str) -> bool:
    """Whether a host is given as an IP address."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def is_loopback(host: str) -> bool:
    """Whether only programs of this machine reach a host."""
    return host == "localhost" or (is_address(host) and ipaddress.ip_address(host).is_loopback)


def accepted_names(host: str, more: Iterable[str] = ()) -> frozenset[str]:
    """Return the names by which a server on this host may be called."""
    return LOOPBACK_NAMES | {host.lower()} | {name.lower() for name in more}
