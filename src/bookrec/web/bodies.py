"""Request bodies: bounded in size and in time."""

import asyncio

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bookrec.limits import MAX_HISTORY_BYTES
from bookrec.web.problems import problem

MAX_BODY_BYTES = MAX_HISTORY_BYTES + 100_000
"""A reader's file, and what a form wraps around it."""
BODY_SECONDS = 30.0
"""In which a body must have arrived."""


class _TooLargeError(Exception):
    """The body goes beyond its limit."""


class BodyLimit:
    """ASGI middleware: 413 for a body that is too large, 408 for one that does not arrive."""

    def __init__(self, app: ASGIApp, max_bytes: int = MAX_BODY_BYTES) -> None:
        """Limit the bodies of an application."""
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let the application answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "")
        if announced.isdigit() and int(announced) > self._max_bytes:
            await self._too_large()(scope, receive, send)
            return
        started = False

        async def send_noting(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, _Bounded(receive, self._max_bytes), send_noting)
        except (_TooLargeError, TimeoutError) as error:
            if started:
                raise
            late = problem(408, f"the body did not arrive within {BODY_SECONDS:g} seconds")
            answer = self._too_large() if isinstance(error, _TooLargeError) else late
            await answer(scope, receive, send)

    def _too_large(self) -> "_Answer":
        return problem(413, f"larger than {MAX_HISTORY_BYTES // 10**6} MB; split it or cut columns")


class _Bounded:
    """Receives a body as long as it keeps within its limits."""

    def __init__(self, receive: Receive, max_bytes: int) -> None:
        self._receive = receive
        self._left = max_bytes
        self._deadline = asyncio.get_running_loop().time() + BODY_SECONDS
        self._done = False

    async def __call__(self) -> Message:
        if self._done:  # waiting for the client to go away takes as long as it takes
            return await self._receive()
        async with asyncio.timeout_at(self._deadline):
            message = await self._receive()
        if message["type"] == "http.request":
            self._left -= len(message.get("body", b""))
            self._done = not message.get("more_body", False)
            if self._left < 0:
                raise _TooLargeError
        return message


_Answer = ASGIApp
