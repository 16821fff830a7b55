"""What a server counts, in Prometheus' text format."""

import time
from collections import Counter
from logging import getLogger

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
log = getLogger("bookrec.web")


class Metrics:
    """Counts of one server; used from the event loop's thread alone."""

    def __init__(self) -> None:
        """Begin at nothing."""
        self.requests: Counter[tuple[str, str, int]] = Counter()
        self.buckets = [0] * (len(_BOUNDS) + 1)
        self.seconds = 0.0
        self.lists = 0

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        self.requests[method, route, status] += 1
        self.buckets[next((i for i, b in enumerate(_BOUNDS) if seconds <= b), len(_BOUNDS))] += 1
        self.seconds += seconds

    def to_text(self, gauges: dict[str, tuple[str, float]], model: str) -> str:
        """Return everything in Prometheus' text format.

        Args:
            gauges: Help text and value of each number that is known only now.
            model: The model's name.
        """
        lines = [
            "# HELP bookrec_requests_total Answered requests.",
            "# TYPE bookrec_requests_total counter",
        ]
        lines += [
            f'bookrec_requests_total{{method="{method}",route="{route}",status="{status}"}} {n}'
            for (method, route, status), n in sorted(self.requests.items())
        ]
        lines += self._latency()
        lines += [
            "# HELP bookrec_lists_total Recommendation lists made.",
            "# TYPE bookrec_lists_total counter",
            f"bookrec_lists_total {self.lists}",
            "# HELP bookrec_model_info The model that is served.",
            "# TYPE bookrec_model_info gauge",
            f'bookrec_model_info{{fingerprint="{model}"}} 1',
        ]
        for name, (text, value) in gauges.items():
            lines += [f"# HELP {name} {text}", f"# TYPE {name} gauge", f"{name} {value:g}"]
        return "\n".join(lines) + "\n"

    def _latency(self) -> list[str]:
        name = "bookrec_request_seconds"
        lines = [f"# HELP {name} Time to an answer.", f"# TYPE {name} histogram"]
        total = 0
        for bound, n in zip((*map(str, _BOUNDS), "+Inf"), self.buckets, strict=True):
            total += n
            lines.append(f'{name}_bucket{{le="{bound}"}} {total}')
        return [*lines, f"{name}_sum {self.seconds:.6f}", f"{name}_count {total}"]


class Measured:
    """ASGI middleware: counts requests and logs method, path, status and time, nothing else."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        """Measure an application."""
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the application answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, since = 500, time.perf_counter()

        async def send_noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_noting)
        finally:
            seconds = time.perf_counter() - since
            method = scope["method"] if scope["method"] in _METHODS else "other"
            # A route's pattern, never an address that somebody made up: the counts stay few.
            route = getattr(scope.get("route"), "path", "none")
            self._metrics.count(method, route, status, seconds)
            path = scope["path"].encode("unicode_escape").decode("ascii")[:200]
            log.info("%s %s %d %.1f ms", method, path, status, 1000 * seconds)
