"""A server in this process, and what its tests ask of it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bookrec.data.history.shelf import Shelf
from bookrec.web.app import create_app
from bookrec.web.config import ServeConfig

URL = "http://localhost"


def make_client(config: ServeConfig) -> TestClient:
    """A client that names no other server and keeps cookies."""
    return TestClient(create_app(config), base_url=URL, raise_server_exceptions=False)


def wait_until_ready(client: TestClient) -> None:
    """Load what there is, in this thread."""
    client.app.state.context.serving.refresh()  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def artifacts(finished: Path) -> Path:
    return finished / "artifacts"


@pytest.fixture
def config(artifacts: Path, tmp_path: Path) -> ServeConfig:
    return ServeConfig(artifacts, Shelf(tmp_path / "books.csv"))


@pytest.fixture
def client(config: ServeConfig) -> Iterator[TestClient]:
    """A reader's own server."""
    with make_client(config) as client:
        wait_until_ready(client)
        yield client


@pytest.fixture
def shared(config: ServeConfig) -> Iterator[TestClient]:
    """A server for many readers."""
    with make_client(replace(config, shelf=None)) as client:
        wait_until_ready(client)
        yield client


@pytest.fixture(scope="module")
def api(artifacts: Path) -> Iterator[TestClient]:
    """A server that no test changes."""
    with make_client(ServeConfig(artifacts)) as client:
        wait_until_ready(client)
        yield client
