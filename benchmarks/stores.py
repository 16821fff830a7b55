"""Vector stores that run in this process, on the linear part of the ranking: which and how fast?

Vectors are `Scorer.linear_columns` of the real books, repeated with noise of a fifth of each
column's spread (SYNTHETIC above the real catalogue), of one length as `index/lance.py` makes them;
queries are readers of 20 real books. Every store is asked for the best 100. Those of Qdrant are
measured where `qdrant-client` and `qdrant-edge-py` are installed; bookrec does not need them.

    python benchmarks/stores.py --artifacts-dir artifacts --vectors 150000
"""

import argparse
import shutil
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from numpy.typing import NDArray

from bookrec.scoring.index import ExactIndex
from bookrec.scoring.index.lance import LanceIndex, _of_one_length, _width
from bookrec.scoring.recommender import Recommender
from recommend import make_history

N = 100
N_READERS = 40
ROWS_AT_ONCE = 1000
Ask = Callable[[NDArray[np.float32]], NDArray[np.int64]]


def make_vectors(columns: NDArray[np.float32], n_vectors: int) -> NDArray[np.float32]:
    """Repeat the real vectors, with noise on the copies."""
    rng = np.random.default_rng(0)
    vectors = np.resize(columns, (n_vectors, columns.shape[1]))
    spread = columns.std(axis=0) / 5
    for start in range(len(columns), n_vectors, len(columns)):
        part = vectors[start : start + len(columns)]
        part += rng.normal(size=part.shape).astype(np.float32) * spread
    return vectors


def numpy_exact(vectors: NDArray[np.float32], folder: Path) -> Ask:
    index = ExactIndex(vectors)
    return lambda factors: index.propose(factors, N)


def lancedb(vectors: NDArray[np.float32], folder: Path) -> Ask:
    index = LanceIndex.write(str(folder), vectors, "benchmark")
    return lambda factors: index.propose(factors, N)


def qdrant_local(vectors: NDArray[np.float32], folder: Path) -> Ask:
    """Qdrant's Python client without a server, in memory."""
    from qdrant_client import QdrantClient, models

    client = QdrantClient(":memory:")  # in a folder it writes 15,000 vectors in over a minute
    size = models.VectorParams(size=_width(vectors.shape[1]), distance=models.Distance.COSINE)
    client.create_collection("books", vectors_config=size)
    rows = _of_one_length(vectors)
    for start in range(0, len(rows), ROWS_AT_ONCE):
        part = rows[start : start + ROWS_AT_ONCE]
        ids = list(range(start, start + len(part)))
        client.upsert("books", models.Batch(ids=ids, vectors=part.tolist()))
    return lambda factors: _numbers(client.query_points("books", _query(factors), limit=N).points)


def qdrant_edge(vectors: NDArray[np.float32], folder: Path) -> Ask:
    """Qdrant's embedded engine, in beta."""
    import qdrant_edge as edge

    folder.mkdir()
    graph = edge.HnswIndexConfig(m=16, ef_construct=100, full_scan_threshold=10_000)
    size = edge.EdgeVectorParams(
        size=_width(vectors.shape[1]), distance=edge.Distance.Cosine, hnsw_config=graph
    )
    shard = edge.EdgeShard.create(str(folder), edge.EdgeConfig(vectors=size))
    rows = _of_one_length(vectors)
    for start in range(0, len(rows), ROWS_AT_ONCE):
        points = [
            edge.Point(start + number, row.tolist())
            for number, row in enumerate(rows[start : start + ROWS_AT_ONCE])
        ]
        shard.update(edge.UpdateOperation.upsert_points(points))
    shard.optimize()

    def ask(factors: NDArray[np.float32]) -> NDArray[np.int64]:
        nearest = edge.Query.Nearest(_query(factors))
        params = edge.SearchParams(hnsw_ef=256)
        return _numbers(shard.query(edge.QueryRequest(limit=N, query=nearest, params=params)))

    return ask


def _query(factors: NDArray[np.float32]) -> list[float]:
    return [*factors.tolist(), *[0.0] * (_width(len(factors)) - len(factors))]


def _numbers(points: list[Any]) -> NDArray[np.int64]:
    return np.array([point.id for point in points], dtype=np.int64)


STORES = {
    "every vector, numpy": (numpy_exact, "numpy"),
    "LanceDB": (lancedb, "lancedb"),
    "Qdrant, client without a server": (qdrant_local, "qdrant_client"),
    "Qdrant Edge, HNSW": (qdrant_edge, "qdrant_edge"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--artifacts-dir", type=Path, default=Path("artifacts"))
    parser.add_argument("--vectors", type=int, default=1_500_000)
    options = parser.parse_args()
    recommender = Recommender.load(options.artifacts_dir)
    vectors = make_vectors(recommender.scorer.linear_columns(), options.vectors)
    rng = np.random.default_rng(1)
    queries = [
        recommender.scorer.linear_factors(make_history(recommender, rng)) for _ in range(N_READERS)
    ]
    exact = [set(ExactIndex(vectors).propose(query, N).tolist()) for query in queries]
    print(f"{options.vectors:,} vectors, {N_READERS} readers, the best {N}.\n")
    print("| search | recall | ms | more memory, MB | disk, MB | to build, s |")
    print("| --- | --: | --: | --: | --: | --: |")
    for label, (build, package) in STORES.items():
        if find_spec(package) is None:
            print(f"| {label} | not installed | | | | |")
            continue
        folder = Path(tempfile.mkdtemp())
        before = psutil.Process().memory_info().rss
        start = time.perf_counter()
        ask = build(vectors, folder / "store")
        built = time.perf_counter() - start
        found = [ask(query) for query in queries]
        start = time.perf_counter()
        for query in queries:
            ask(query)
        took = 1000 * (time.perf_counter() - start) / N_READERS
        memory = psutil.Process().memory_info().rss - before
        disk = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        recall = np.mean(
            [len(best & set(nums.tolist())) / N for best, nums in zip(exact, found, strict=True)]
        )
        print(
            f"| {label} | {recall:.2f} | {took:.1f} | {memory / 1e6:.0f} | {disk / 1e6:.0f} "
            f"| {built:.0f} |",
            flush=True,
        )
        del ask
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
