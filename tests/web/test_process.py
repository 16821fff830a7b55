"""A real process: its port, its end, new results while it serves, and what it does not load."""

import json
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from tests.web.process import COMMAND, ServerProcess

from bookrec.cli import TERMINATED
from bookrec.errors import ConfigError
from bookrec.storage.artifacts import latest_fingerprint
from bookrec.storage.files import SERVED
from bookrec.web.server import bind


@pytest.fixture
def artifacts(finished: Path) -> Path:
    return finished / "artifacts"


def ask(url: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - any JSON
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(url.rstrip("/") + path, data, headers)  # noqa: S310
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        return json.load(answer)


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, TERMINATED), (signal.SIGINT, 128 + signal.SIGINT)]
)
def test_it_ends_when_told_to(artifacts: Path, tmp_path: Path, number: int, code: int) -> None:
    with ServerProcess(tmp_path, artifacts) as server:
        assert ask(server.url, "/health/ready")["status"] == "ready"
        assert server.end(number) == code
        assert "Traceback" not in "".join(server.lines)


def test_a_taken_port_is_named(artifacts: Path, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        arguments = ["--artifacts-dir", str(artifacts), "serve", "--no-open", "--port", port]
        ended = subprocess.run(
            [COMMAND, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert ended.returncode == ConfigError.exit_code
        assert port in ended.stderr
        assert "--port" in ended.stderr


def test_without_a_port_the_next_free_one_is_taken() -> None:
    with bind("127.0.0.1", None).listener, bind("127.0.0.1", None).listener as second:
        assert second.getsockname()[1] > 8765


def test_an_unknown_host_is_named() -> None:
    with pytest.raises(ConfigError, match="no such host"):
        bind("no such host.invalid", 0)


def test_another_host_gets_a_token_that_only_the_link_holds(
    artifacts: Path, tmp_path: Path
) -> None:
    with ServerProcess(tmp_path, artifacts, "--host", "0.0.0.0") as server:  # noqa: S104
        token = re.search(r"\?token=(\S+)", server.url)
        assert token is not None
        with pytest.raises(urllib.error.HTTPError, match="401"):
            ask(server.url.split("/?")[0], "/health/ready")
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        with opener.open(server.url) as answer:
            assert "What to read next" in answer.read().decode()
        server.end(signal.SIGTERM)
        log = "".join(server.lines)
        assert log.count(token[1]) == 1


def test_without_results_it_says_what_to_run(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path, tmp_path / "none")
    url = server.wait_for("serves at ").split("serves at ")[1].split()[0]
    assert "run-all" in server.wait_for("not served")
    with pytest.raises(urllib.error.HTTPError) as caught:
        ask(url, "/api/v1/genres")
    assert caught.value.code == 503
    assert "bookrec" in caught.value.read().decode()
    server.end(signal.SIGTERM)


def test_new_results_are_swapped_in_and_damaged_ones_refused(
    artifacts: Path, tmp_path: Path
) -> None:
    """Requests go on all the while: none fails, and each is answered by one of the two models."""
    mine = tmp_path / "artifacts"
    shutil.copytree(artifacts, mine)
    old = latest_fingerprint(mine, SERVED)
    with ServerProcess(tmp_path, mine) as server, ThreadPoolExecutor(4) as pool:
        asked = {"books": [{"title": "The Hobbit", "rating": 5}], "n": 3}
        answers = [pool.submit(ask, server.url, "/api/v1/recommend", asked) for _ in range(100)]
        new = retune(mine, str(old))
        server.wait_for(f"serving {new}")
        after = ask(server.url, "/api/v1/recommend", asked)
        assert after["model"] == new
        assert {answer.result()["model"] for answer in answers} <= {old, new}
        (mine / SERVED / "latest").write_text("damaged")
        assert ask(server.url, "/api/v1/recommend", asked)["model"] == new


def retune(artifacts: Path, old: str) -> str:
    """Publish the same scorer under another name, as a later run would."""
    import hashlib

    new = "0123456789abcdef"
    folder = artifacts / SERVED / new
    shutil.copytree(artifacts / SERVED / old, folder)
    manifest = folder / "manifest.json"
    text = manifest.read_text(encoding="utf-8").replace(old, new)
    manifest.write_text(text, encoding="utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    (folder / "manifest.json.sha256").write_text(digest + "\n")
    temporary = artifacts / SERVED / "latest.new"
    temporary.write_text(f"{new}\n")
    temporary.replace(artifacts / SERVED / "latest")
    return new


def test_serving_loads_nothing_heavy(artifacts: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from starlette.testclient import TestClient
from bookrec.web.app import create_app
from bookrec.web.config import ServeConfig
app = create_app(ServeConfig(Path({str(artifacts)!r})))
with TestClient(app, base_url="http://localhost") as client:
    app.state.context.serving.refresh()
    assert client.get("/for-you").status_code == 200
    body = {{"books": [{{"title": "The Hobbit", "rating": 5}}]}}
    assert client.post("/api/v1/recommend", json=body).status_code == 200
    assert client.get("/map.json").status_code == 200
heavy = {{"torch", "pandas", "scipy", "sklearn", "transformers", "matplotlib"}} & set(sys.modules)
assert not heavy, heavy
"""
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
