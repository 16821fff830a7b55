"""`Recommender.recommend` in one process: 20 rated books, catalogues of three sizes; many users.

The larger catalogues are SYNTHETIC: the real books repeated under new ids, authors and series, with
noise on their embeddings. The yardsticks, measured in the same run: reading the embeddings once
from memory (a sum over all of them), and the obvious alternative, cosines of every book with every
history book (scikit-learn's `cosine_similarity`) and a full sort.

    python benchmarks/recommend.py --artifacts-dir artifacts
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from sklearn.metrics.pairwise import cosine_similarity

from bookrec.scoring.catalog import Catalog
from bookrec.scoring.history import History
from bookrec.scoring.reader import Reader
from bookrec.scoring.recommender import Recommender

SIZES = (52_000, 1_000_000)
LIMITS = {52_000: 10.0, 1_000_000: 250.0}
N_HISTORY = 20
N_USERS = 2_000
OWN_COLUMNS = ("book_id", "work_id", "series", "author_key")


def enlarge(recommender: Recommender, n_books: int) -> Recommender:
    """Repeat a recommender's books until there are `n_books`."""
    n_real = recommender.catalog.n_books
    if n_books <= n_real:
        return recommender
    source = np.resize(np.arange(n_real), n_books)
    rng = np.random.default_rng(0)

    def repeated(values: object) -> object:
        if not isinstance(values, np.ndarray) or values.shape[:1] != (n_real,):
            return values
        rows = values[source]
        if rows.ndim == 2 and rows.dtype == np.float32:
            rows += rng.normal(0, 0.01, rows.shape[1]).astype(np.float32)
        return rows

    scorer = recommender.scorer
    arrays = {field.name: repeated(getattr(scorer, field.name)) for field in fields(scorer)}
    return replace(
        recommender,
        catalog=Catalog(_enlarge_table(recommender.catalog, source)),
        scorer=replace(scorer, **arrays),
        book_embeddings=repeated(np.asarray(recommender.book_embeddings)),
    )


def _enlarge_table(catalog: Catalog, source: NDArray[np.int64]) -> pa.Table:
    copies = np.arange(len(source)) // catalog.n_books
    columns = {name: catalog.column(name).take(pa.array(source)) for name in catalog.names}
    for name in OWN_COLUMNS:
        values = zip(columns[name].to_pylist(), copies.tolist(), strict=True)
        columns[name] = pa.array([value and f"{value} {copy:03d}" for value, copy in values])
    columns["book_id"] = pa.array([f"{num:07d}" for num in range(len(source))])
    return pa.table(columns)


def milliseconds(work: Callable[[], object], repeats: int) -> float:
    """Return the median time of `work` after one run that warms up."""
    times = []
    for _ in range(repeats + 1):
        start = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times[1:])


def naive(embeddings: NDArray[np.float32], history: History) -> NDArray[np.int64]:
    """Recommend as a script would: all cosines, weighted, sorted."""
    cosines = cosine_similarity(embeddings, embeddings[history.book_nums])
    return np.argsort(-(cosines @ (history.ratings - 3)))[:10]


def make_history(n_books: int, rng: np.random.Generator) -> History:
    """Rate random books."""
    books = np.sort(rng.choice(n_books, N_HISTORY, replace=False))
    return History(books, rng.integers(1, 6, N_HISTORY).astype(np.float32))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--artifacts-dir", type=Path, default=Path("artifacts"))
    parser.add_argument("--repeats", type=int, default=15)
    options = parser.parse_args()
    real = Recommender.load(options.artifacts_dir)
    rng = np.random.default_rng(1)
    print(f"Medians of {options.repeats} runs, {os.cpu_count()} cores, {N_HISTORY} rated books.\n")
    print("| catalogue | recommend | limit | read embeddings | ratio | all cosines and sort |")
    print("| --- | --: | --: | --: | --: | --: |")
    for size in (real.catalog.n_books, *SIZES):
        recommender = enlarge(real, size)
        history = make_history(size, rng)
        reader = replace(Reader.of_history(history), titles=("A book",) * N_HISTORY)
        rows = np.asarray(recommender.book_embeddings)
        own = milliseconds(lambda: recommender.recommend_list(reader), options.repeats)  # noqa: B023
        reading = milliseconds(rows.sum, options.repeats)
        alternative = milliseconds(lambda: naive(rows, history), options.repeats)  # noqa: B023
        name = f"{size:,} {'synthetic' if size in SIZES else 'real'}"
        limit = f"{LIMITS[size]:g} ms" if size in LIMITS else ""
        print(
            f"| {name} | {own:.1f} ms | {limit} | {reading:.1f} ms | {own / reading:.1f} | "
            f"{alternative:.1f} ms |"
        )
    users = [make_history(real.catalog.n_books, rng) for _ in range(N_USERS)]
    start = time.perf_counter()
    real.recommend_users(users)
    speed = N_USERS / (time.perf_counter() - start)
    print(f"\n{N_USERS:,} users of {N_HISTORY} books: {speed:,.0f} users a second (limit 500).")


if __name__ == "__main__":
    main()
