"""Hostile requests: other names, other sites, no token, bodies without end."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.web.conftest import make_client

from bookrec.limits import MAX_HISTORY_BYTES
from bookrec.web.config import ServeConfig, accepted_names, is_loopback
from bookrec.web.guard import POLICY, TOKEN_COOKIE, host_name

TOKEN = "a-token-that-nobody-guesses"  # noqa: S105
ASKED = {"books": []}


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "evil.example:80", "", "10.0.0.1", "a@localhost"],
)
@pytest.mark.parametrize("path", ["/", "/health/live", "/api/v1/genres", "/static/none"])
def test_another_name_gets_nothing(api: TestClient, host: str, path: str) -> None:
    answer = api.get(path, headers={"Host": host})
    assert answer.status_code == 403
    assert answer.headers["content-security-policy"] == POLICY


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8765", "127.0.0.1:1", "[::1]:8765"])
def test_our_own_names_are_answered(api: TestClient, host: str) -> None:
    assert api.get("/health/live", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:9999"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    ],
)
def test_another_site_changes_nothing(api: TestClient, headers: dict[str, str]) -> None:
    assert api.post("/api/v1/recommend", json=ASKED, headers=headers).status_code == 403


@pytest.mark.parametrize(
    "headers", [{}, {"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"}]
)
def test_programs_and_our_own_pages_may(api: TestClient, headers: dict[str, str]) -> None:
    assert api.post("/api/v1/recommend", json=ASKED, headers=headers).status_code == 200


def test_every_answer_is_armoured(api: TestClient) -> None:
    for path in ("/health/live", "/nothing", "/openapi.json", "/metrics"):
        headers = api.get(path).headers
        assert headers["content-security-policy"] == POLICY
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert not [name for name in headers if name.startswith("access-control")]


def test_an_announced_body_that_is_too_large_is_not_read(api: TestClient) -> None:
    headers = {"Content-Length": str(MAX_HISTORY_BYTES * 2), "Content-Type": "application/json"}
    assert api.post("/api/v1/recommend", content=b"{}", headers=headers).status_code == 413


def test_a_body_that_does_not_say_its_size_is_counted(api: TestClient) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(2 * MAX_HISTORY_BYTES // 10**6):
            yield b"x" * 10**6

    headers = {"Content-Type": "application/json"}
    assert api.post("/api/v1/recommend", content=endless(), headers=headers).status_code == 413


@pytest.fixture
def locked(config: ServeConfig) -> Iterator[TestClient]:
    with make_client(replace(config, token=TOKEN)) as client:
        yield client


def test_without_the_token_there_is_nothing_but_life(locked: TestClient) -> None:
    assert locked.get("/health/live").status_code == 200
    for path in ("/", "/metrics", "/api/v1/genres", "/openapi.json", "/?token=wrong"):
        assert locked.get(path).status_code == 401, path


@pytest.mark.parametrize("name", ["Authorization", "X-API-Key"])
def test_programs_bring_the_token_in_a_header(locked: TestClient, name: str) -> None:
    value = f"Bearer {TOKEN}" if name == "Authorization" else TOKEN
    assert locked.get("/metrics", headers={name: value}).status_code == 200
    assert locked.get("/metrics", headers={name: value[:-1]}).status_code == 401


def test_the_link_becomes_a_cookie_and_is_forgotten(locked: TestClient) -> None:
    answer = locked.get(f"/?token={TOKEN}&q=x", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/?q=x"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert locked.cookies[TOKEN_COOKIE] == TOKEN
    assert locked.get("/metrics").status_code == 200


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example", "///evil.example"])
def test_the_link_leads_nowhere_else(locked: TestClient, path: str) -> None:
    answer = locked.get(f"{path}?token={TOKEN}", follow_redirects=False)
    assert not answer.headers.get("location", "/").startswith(("//", "/\\"))


def test_the_log_holds_no_query_and_no_token(
    locked: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO", "bookrec.web"):
        locked.get(f"/?token={TOKEN}&q=secret", follow_redirects=False)
        locked.get("/a%0d%0ab")
    assert "GET / 303" in caplog.text
    assert TOKEN not in caplog.text
    assert "secret" not in caplog.text
    assert all("\n" not in record.getMessage() for record in caplog.records)


def test_hosts() -> None:
    assert host_name("[::1]:80") == "::1"
    assert host_name("[::1") == ""
    assert is_loopback("127.9.9.9")
    assert not is_loopback("0.0.0.0")  # noqa: S104
    assert "books.example" in accepted_names("192.168.1.2", ["Books.example"])
    wide = ServeConfig(Path("artifacts"), any_address=True)
    assert wide.accepts("192.168.1.2")
    assert not wide.accepts("evil.example")
