"""One process that serves: its port, its address, its end."""

import logging
import secrets
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass

import uvicorn

from bookrec.errors import ConfigError
from bookrec.web.app import create_app
from bookrec.web.config import ServeConfig

DEFAULT_PORT = 8765
_N_PORTS = 20
_KEEP_ALIVE_SECONDS = 5
_SHUTDOWN_SECONDS = 5
_BACKLOG = 512
_MAX_HEADER_BYTES = 64 * 1024


@dataclass(frozen=True)
class Bound:
    """A socket that listens already, so that the address can be told before the first request."""

    listener: socket.socket
    host: str
    port: int

    def url(self, root_path: str = "", token: str | None = None) -> str:
        """Return the address to open; with a token, the link that lets in once."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104
        name = f"[{host}]" if ":" in host else host
        query = f"?token={token}" if token else ""
        return f"http://{name}:{self.port}{root_path}/{query}"


def bind(host: str, port: int | None) -> Bound:
    """Listen on a port.

    Args:
        host: Name or address.
        port: 0 for any; None for 8765 or the next free one.

    Raises:
        ConfigError: If there is no such host, or the port is taken or forbidden.
    """
    ports = range(DEFAULT_PORT, DEFAULT_PORT + _N_PORTS) if port is None else (port,)
    problem = ""
    for candidate in ports:
        try:
            listener = _listen(host, candidate)
        except OSError as error:
            problem = f"{host}:{candidate}: {error.strerror}"
        else:
            return Bound(listener, host, listener.getsockname()[1])
    raise ConfigError(f"{problem}; choose another with --port, 0 for any free one")


def make_token() -> str:
    """Return a new token of 256 bits."""
    return secrets.token_urlsafe(32)


def run(config: ServeConfig, bound: Bound, opened: Callable[[], None]) -> None:
    """Serve until Ctrl-C or SIGTERM.

    Args:
        config: How it is run.
        bound: Where it listens; closed afterwards.
        opened: Called once the first request can be answered.
    """
    _log_to_stderr()
    settings = uvicorn.Config(
        create_app(config),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        lifespan="on",
        backlog=_BACKLOG,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
        h11_max_incomplete_event_size=_MAX_HEADER_BYTES,
    )
    server = _Server(settings, opened)
    with bound.listener:
        server.run(sockets=[bound.listener])


class _Server(uvicorn.Server):
    """A server that says when it is open."""

    def __init__(self, settings: uvicorn.Config, opened: Callable[[], None]) -> None:
        super().__init__(settings)
        self._opened = opened

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._opened()


def _listen(host: str, port: int) -> socket.socket:
    try:
        ((family, *_, address), *_) = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
    except (socket.gaierror, UnicodeError):
        raise ConfigError(f"--host {host}: no such host or address") from None
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def _log_to_stderr() -> None:
    """Log requests, and what goes wrong, on stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
    for name, level in (("bookrec.web", logging.INFO), ("uvicorn.error", logging.WARNING)):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(level)
