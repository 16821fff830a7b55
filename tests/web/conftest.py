"""A server in this process, and what its tests ask of it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bookrec.data.history.shelf import Shelf
from bookrec.settings import RecommendSettings
from bookrec.web.app import create_app
from bookrec.web.config import ServeConfig
from bookrec.web.state import Served, load_served

URL = "http://localhost"


def make_client(config: ServeConfig, served: Served | None = None) -> TestClient:
    """A client that names no other server and keeps cookies."""
    return TestClient(create_app(config, served), base_url=URL, raise_server_exceptions=False)


@pytest.fixture(scope="session")
def artifacts(finished: Path) -> Path:
    return finished / "artifacts"


@pytest.fixture(scope="session")
def served(artifacts: Path) -> Served:
    """One loaded model for all servers of these tests."""
    return load_served(artifacts, RecommendSettings())


@pytest.fixture
def config(artifacts: Path, tmp_path: Path) -> ServeConfig:
    return ServeConfig(artifacts, Shelf(tmp_path / "books.csv"))


@pytest.fixture
def client(config: ServeConfig, served: Served) -> Iterator[TestClient]:
    """A reader's own server."""
    with make_client(config, served) as client:
        yield client


@pytest.fixture
def shared(config: ServeConfig, served: Served) -> Iterator[TestClient]:
    """A server for many readers."""
    with make_client(replace(config, shelf=None), served) as client:
        yield client


@pytest.fixture(scope="module")
def api(artifacts: Path, served: Served) -> Iterator[TestClient]:
    """A server that no test changes."""
    with make_client(ServeConfig(artifacts), served) as client:
        yield client
