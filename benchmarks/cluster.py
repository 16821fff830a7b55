"""Dask workers against each other and against the plain local run, for `clean` and `embed`.

One thread everywhere, so that one worker does what the local run does and no more. The cluster is
there before the clock starts; what starting it takes is printed apart. CPU time counts this process
and all workers: on a busy machine it says what the clock cannot.

    python benchmarks/cluster.py --data-dir data --books 300
"""

import argparse
import os
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import torch

from bookrec.data.kaggle.clean import clean_folder
from bookrec.encoder import transformer
from bookrec.encoder.texts import book_texts
from bookrec.encoder.transformer import Encoder
from bookrec.encoder.weights import DEFAULT_MODEL, resolve_model
from bookrec.engine import Engine, LocalEngine, open_engine
from bookrec.settings import CleanSettings, EngineSettings


def cpu_seconds(_: None, number: int) -> tuple[int, float]:
    """Return process and CPU time of whoever gets this partition."""
    times = os.times()
    return os.getpid(), times.user + times.system


def measure(
    work: Callable[[Engine], object], engine: Engine, n_samples: int
) -> tuple[float, float]:
    """Return seconds and CPU seconds, the best of a few runs."""
    return min(_measure_once(work, engine) for _ in range(n_samples))


def _measure_once(work: Callable[[Engine], object], engine: Engine) -> tuple[float, float]:
    before = _cpu(engine)
    start = time.perf_counter()
    work(engine)
    seconds = time.perf_counter() - start
    return seconds, sum(_cpu(engine).values()) - sum(before.values())


def _cpu(engine: Engine) -> dict[int, float]:
    """Ask this process and, with many small partitions, every worker."""
    return dict([cpu_seconds(None, 0), *engine.map(cpu_seconds, None, range(64))])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-dir", type=Path, required=True)
    parser.add_argument("--books", type=int, default=300, help="Real books to embed.")
    parser.add_argument("--stages", nargs="+", default=["clean", "embed"])
    parser.add_argument("--samples", type=int, default=3, help="runs of which the best counts")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    options = parser.parse_args()
    torch.set_num_threads(1)
    books = clean_folder(options.data_dir, CleanSettings()).books
    sample = books.sample(options.books, random_state=0)
    works = {
        "clean": lambda engine: clean_folder(options.data_dir, CleanSettings(), engine=engine),
        "embed": _embed(sample),
    }
    print("| stage | engine | seconds | times local | CPU seconds | start of the cluster |")
    print("| --- | --- | --: | --: | --: | --: |")
    for stage in options.stages:
        work = works[stage]
        local, cpu = measure(work, LocalEngine(), options.samples)
        print(f"| {stage} | local | {local:.1f} | 1.00 | {cpu:.1f} | |", flush=True)
        for n_workers in options.workers:
            start = time.perf_counter()
            with open_engine(EngineSettings(workers=n_workers)) as engine:
                work(engine)  # workers import and load what they need
                started = time.perf_counter() - start
                seconds, cpu = measure(work, engine, options.samples)
            print(
                f"| {stage} | {n_workers} workers | {seconds:.1f} | {seconds / local:.2f} "
                f"| {cpu:.1f} | {started - seconds:.1f} |",
                flush=True,
            )


def _embed(books: pd.DataFrame) -> Callable[[Engine], object]:
    encoder = Encoder(resolve_model(DEFAULT_MODEL), device="cpu")
    texts = [text for field in book_texts(books).values() for text in field]
    transformer.BLOCK_CHARACTERS = 10_000  # as many blocks for a few books as for all of them
    return lambda engine: encoder.encode_all(texts, engine=engine)


if __name__ == "__main__":
    main()
