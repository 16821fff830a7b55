"""Lists a second over HTTP, their latency, and memory, against a bare uvicorn in the same run.

    python benchmarks/serve.py [--artifacts DIR] [--seconds 20]

Needs wrk (apt install wrk). Both servers and the load run on this machine, over loopback; the
histories are 20 books drawn from the 3,000 most rated ones, a different one for each request.
"""

import argparse
import asyncio
import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil

from bookrec import Recommender

N_HISTORIES = 200
LENGTH = 20
CONNECTIONS = (1, 16, 200)
COMMAND = str(Path(sys.executable).with_name("bookrec"))
BARE = """
import sys, uvicorn
async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"{}"})
uvicorn.run(app, port=int(sys.argv[1]), log_level="error", lifespan="off")
"""
LUA = """
bodies = {}
for line in io.lines("%s") do bodies[#bodies + 1] = line end
headers = {["Content-Type"] = "application/json"}
local i = 0
function request()
  i = i %% #bodies + 1
  return wrk.format("POST", "/api/v1/recommend", headers, bodies[i])
end
local threads = {}
function setup(thread) table.insert(threads, thread) end
function init(args) busy = 0; bad = 0 end
function response(status)
  if status == 503 then busy = busy + 1 elseif status ~= 200 then bad = bad + 1 end
end
function done(summary, latency, requests)
  local b, w = 0, 0
  for _, t in ipairs(threads) do b = b + t:get("busy"); w = w + t:get("bad") end
  io.write(string.format("RESULT %%d %%d %%d %%.3f %%.3f %%.3f\\n", summary.requests, b,
    w + summary.errors.timeout + summary.errors.read + summary.errors.connect,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, summary.duration / 1e6))
end
"""


def make_bodies(artifacts: Path, length: int = LENGTH, n: int = N_HISTORIES) -> list[str]:
    catalog = Recommender.load(artifacts).catalog
    ids, rng = catalog.column("book_id").to_pylist(), np.random.default_rng(0)
    known = np.argsort(-catalog.n_ratings, kind="stable")[: max(3000, length)]
    return [
        json.dumps(
            {
                "books": [
                    {"book_id": ids[num], "rating": float(rng.integers(2, 6))}
                    for num in rng.choice(known, length, replace=False)
                ]
            }
        )
        for _ in range(n)
    ]


@contextlib.contextmanager
def bookrec_server(artifacts: Path) -> Iterator[tuple[str, psutil.Process]]:
    arguments = ["--artifacts-dir", str(artifacts), "serve", "--shared", "--no-open", "--port", "0"]
    with (
        tempfile.TemporaryFile("w+") as log,
        subprocess.Popen([COMMAND, *arguments], stderr=subprocess.PIPE, text=True) as process,
    ):
        assert process.stderr is not None  # noqa: S101
        url = next(line for line in process.stderr if "serves at" in line).split()[3]
        next(line for line in process.stderr if "serving" in line)
        drain = subprocess.Popen(["cat"], stdin=process.stderr, stdout=log)  # noqa: S607
        yield url.rstrip("/"), psutil.Process(process.pid)
        process.terminate()
        process.wait()
        drain.wait()


@contextlib.contextmanager
def bare_server(port: int) -> Iterator[tuple[str, psutil.Process]]:
    with subprocess.Popen([sys.executable, "-c", BARE, str(port)]) as process:
        asyncio.run(wait_for(port))
        yield f"http://127.0.0.1:{port}", psutil.Process(process.pid)
        process.terminate()


async def wait_for(port: int) -> None:
    while True:
        try:
            await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            return


def load(
    url: str, script: Path, connections: int, seconds: int, process: psutil.Process
) -> list[float]:
    """Requests, refused, failed, median and 99th percentile in ms, seconds, processor seconds."""
    before = sum(process.cpu_times()[:2])
    threads = min(2, connections)
    command = ["wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s"]
    shown = subprocess.run(
        [*command, "-s", str(script), url], capture_output=True, text=True, check=True
    ).stdout
    found = re.search(r"RESULT (.*)", shown)
    assert found is not None, shown  # noqa: S101
    used = sum(process.cpu_times()[:2]) - before
    return [*(float(part) for part in found[1].split()), used]


def report(name: str, connections: int, result: list[float], process: psutil.Process) -> None:
    n, busy, failed, median, p99, seconds, cpu = result
    memory = process.memory_info().rss / 1e6
    print(
        f"{name}, {connections} clients: {(n - busy - failed) / seconds:,.0f} a second, median "
        f"{median:.1f} ms, p99 {p99:.1f} ms, {busy:.0f} told to wait, {failed:.0f} failed, "
        f"{1000 * cpu / max(n - busy, 1):.2f} ms of a core each, {memory:.0f} MB"
    )


def ask_once(url: str, body: str) -> float:
    request = urllib.request.Request(  # noqa: S310 - our own server
        f"{url}/api/v1/recommend", body.encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        return float(json.load(answer)["took_ms"])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--artifacts", type=Path, default=Path("artifacts"))
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--connections", type=int, nargs="*", default=CONNECTIONS)
    asked = parser.parse_args()
    print(f"load average before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as folder:
        bodies, script = Path(folder) / "bodies", Path(folder) / "load.lua"
        bodies.write_text("\n".join(make_bodies(asked.artifacts)) + "\n")
        script.write_text(LUA % bodies)
        with bare_server(8799) as (url, process):
            report("bare uvicorn", 16, load(url, script, 16, asked.seconds, process), process)
        with bookrec_server(asked.artifacts) as (url, process):
            print(f"after the start: {process.memory_info().rss / 1e6:.0f} MB")
            for connections in asked.connections:
                result = load(url, script, connections, asked.seconds, process)
                report("bookrec", connections, result, process)
            (large,) = make_bodies(asked.artifacts, 5000, 1)
            print(f"a shelf of 5,000 books: {ask_once(url, large):.0f} ms")
    print(f"load average after: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
