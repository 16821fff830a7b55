"""A real Chromium before a real server; whatever either complains of fails the test."""

import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from tests.web.process import ServerProcess

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
_PATIENCE = 60_000
"""Milliseconds after which what was waited for will not come."""
if importlib.util.find_spec("playwright") is None:
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    from playwright.sync_api import sync_playwright

    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (apt install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(params=["local", "shared"])
def mode(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def server(finished: Path, tmp_path: Path, mode: str) -> Iterator[ServerProcess]:
    options = ["--shared"] if mode == "shared" else []
    with ServerProcess(tmp_path, finished / "artifacts", *options) as server:
        yield server


@pytest.fixture
def watched(
    browser: "Browser", server: ServerProcess, request: pytest.FixtureRequest
) -> Iterator["BrowserContext"]:
    """A browser context that must stay silent and ask nobody else for anything."""
    options = getattr(request, "param", {})
    context = browser.new_context(base_url=server.url, **options)
    context.set_default_timeout(_PATIENCE)
    complaints: list[str] = []

    def hear(message: "ConsoleMessage") -> None:
        complaints.append(f"{message.type}: {message.text}")

    def see(asked: "Request") -> None:
        if urlsplit(asked.url).netloc != urlsplit(server.url).netloc:
            complaints.append(f"asked another host: {asked.url}")

    context.on("console", hear)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on("request", see)
    yield context
    context.close()
    assert not complaints


@pytest.fixture
def page(watched: "BrowserContext") -> "Page":
    return watched.new_page()
