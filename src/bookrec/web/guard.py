"""What a request must pass before anything else looks at it, and what every answer carries.

The Host header comes first: a page of another site that makes its own name point here (DNS
rebinding) would be of the same origin as this server, and nothing after this could tell.
"""

import hmac
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bookrec.web.config import ServeConfig
from bookrec.web.problems import problem

TOKEN_COOKIE = "bookrec_token"  # noqa: S105 - the cookie's name, no secret
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OPEN_PATH = "/health/live"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Frame-Options": "DENY",
}


class Guard:
    """ASGI middleware: Host, then the token, then where a change comes from."""

    def __init__(self, app: ASGIApp, config: ServeConfig) -> None:
        """Guard an application."""
        self._app = app
        self._config = config

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let the application answer."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        if self._config.root_path:
            scope = {**scope, "root_path": self._config.root_path}
        headers = Headers(scope=scope)
        refusal = self._refuse(scope, headers)

        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                answered = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    answered.setdefault(name, value)
                answered.setdefault("Cache-Control", "no-store")
            await send(message)

        try:
            await (refusal or self._app)(scope, receive, send_with_headers)
        except Exception:
            # A bug keeps its traceback, in the log; the answer says nothing of it.
            if not started:
                await problem(500, "this is a bug of bookrec; its log has the traceback")(
                    scope, receive, send_with_headers
                )
            raise

    def _refuse(self, scope: Scope, headers: Headers) -> Response | None:
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._config.accepts(host_name(hosts[0])):
            return problem(403, "this server does not answer to that Host; see --allow-host")
        if self._config.token is not None and scope["path"] != OPEN_PATH:
            refusal = self._check_token(scope, headers, self._config.token)
            if refusal is not None:
                return refusal
        if scope["method"] not in SAFE_METHODS and not is_own(headers, hosts[0]):
            return problem(403, "a page of another site asked for this; changes come from our own")
        return None

    def _check_token(self, scope: Scope, headers: Headers, token: str) -> Response | None:
        given = headers.get("authorization", "").removeprefix("Bearer ")
        for candidate in (given, headers.get("x-api-key", ""), _cookie(headers)):
            if same(candidate, token):
                return None
        query = dict(parse_qsl(scope["query_string"].decode("latin-1")))
        if scope["method"] == "GET" and same(query.pop("token", ""), token):
            return self._let_in(scope, query, token)
        return problem(401, "this server wants its token: open the link that it printed")

    def _let_in(self, scope: Scope, query: dict[str, str], token: str) -> Response:
        """Turn the link with the token into a cookie, and forget the link."""
        path = scope.get("root_path", "") + scope["path"].removeprefix(scope.get("root_path", ""))
        answer = RedirectResponse(
            "/" + path.lstrip("/\\") + (query and f"?{urlencode(query)}" or ""), 303
        )
        secure = scope["scheme"] == "https"
        answer.set_cookie(TOKEN_COOKIE, token, httponly=True, samesite="strict", secure=secure)
        return answer


def host_name(host: str) -> str:
    """Return the name in a Host header, lower case, without port and brackets; "" if it is none."""
    try:
        return (urlsplit(f"//{host}").hostname or "") if "@" not in host else ""
    except ValueError:
        return ""


def is_own(headers: Headers, host: str) -> bool:
    """Whether a change was asked for by a page of ours, or by a program that is no browser."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc.lower() == host.lower()


def same(given: str, token: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), token.encode())


def _cookie(headers: Headers) -> str:
    try:
        cookies = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return ""
    return cookies[TOKEN_COOKIE].value if TOKEN_COOKIE in cookies else ""
