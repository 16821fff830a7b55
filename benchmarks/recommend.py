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
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from sklearn.metrics.pairwise import cosine_similarity

from _ratios import print_ratio
from bookrec.scoring.catalog.catalog import Catalog
from bookrec.scoring.model.history import History
from bookrec.scoring.readers.reader import Reader
from bookrec.scoring.recommender import Recommender

SIZES = (52_000, 1_000_000)
LIMITS = {52_000: 10.0, 1_000_000: 250.0}
N_HISTORY = 20
N_USERS = 2_000
N_WELL_READ = 3_000
OWN_COLUMNS = ("book_id", "work_id", "series", "author_key")


def enlarge(recommender: Recommender, n_books: int) -> Recommender:
    """Repeat a recommender's books until there are `n_books`."""
    n_real = recommender.catalog.n_books
    if n_books <= n_real:
        return recommender
    source = np.resize(np.arange(n_real), n_books)
    copies = np.arange(n_books) // n_real
    scorer = recommender.scorer
    rows = {field.name: getattr(scorer.books, field.name) for field in fields(scorer.books)}
    weights = scorer.reading.co_reading
    # Copies get no co-reading weights of their own: histories are made of the first books.
    offsets = np.append(weights.offsets, np.full(n_books - n_real, weights.offsets[-1]))
    return replace(
        recommender,
        catalog=Catalog(_enlarge_table(recommender.catalog, source, copies)),
        scorer=replace(
            scorer,
            books=replace(scorer.books, **{k: _repeat(v, source, copies) for k, v in rows.items()}),
            reading=replace(
                scorer.reading,
                co_reading=replace(weights, offsets=offsets),
                log_readers=scorer.reading.log_readers[source],
            ),
        ),
        book_embeddings=_repeat(np.asarray(recommender.book_embeddings), source, copies),
        likes=None,
    )


def _repeat(
    values: NDArray[Any], source: NDArray[np.int64], copies: NDArray[np.int64]
) -> NDArray[Any]:
    """Repeat rows: numbers of authors and series become new ones, features get noise."""
    rows = values[source]
    if np.issubdtype(rows.dtype, np.integer):
        return np.where(rows < 0, rows, rows + copies * (values.max() + 1))
    rng = np.random.default_rng(0)
    for row in rows.reshape(len(rows), -1):
        row += rng.normal(0, 0.01, len(row)).astype(np.float32)
    return rows


def _enlarge_table(
    catalog: Catalog, source: NDArray[np.int64], copies: NDArray[np.int64]
) -> pa.Table:
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


def make_history(recommender: Recommender, rng: np.random.Generator) -> History:
    """Rate random books among those most read."""
    well_read = np.argsort(-recommender.catalog.n_ratings, kind="stable")[:N_WELL_READ]
    books = np.sort(rng.choice(well_read, N_HISTORY, replace=False))
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
        history = make_history(real, rng)
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
        print_ratio(f"recommend of {size:,} books", own, "all cosines and sort", alternative)
    users = [make_history(real, rng) for _ in range(N_USERS)]
    start = time.perf_counter()
    list(real.recommend_users(users))
    speed = N_USERS / (time.perf_counter() - start)
    print(f"\n{N_USERS:,} users of {N_HISTORY} books: {speed:,.0f} users a second (limit 500).")


if __name__ == "__main__":
    main()
