"""Fit time and memory of the scorer, and users scored a second.

The goals are a fit under 180 s and 2 GB on 2 cores, and 2,000 predicted users a second.
The named alternative predicts with scikit-learn's `KernelRidge`, fitted per user on the same
kernel: the same mathematics through a general library.

    python benchmarks/score.py --artifacts-dir artifacts
"""

import argparse
import resource
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.kernel_ridge import KernelRidge

from _ratios import print_ratio
from bookrec.encoder.text_embeddings import TextEmbeddings
from bookrec.evaluation.protocol import build_cases, select_part
from bookrec.evaluation.search import TuneData
from bookrec.scoring.model.history import History
from bookrec.scoring.model.scorer import Scorer
from bookrec.settings import SplitSettings, TuneSettings
from bookrec.storage.artifacts import open_lineage
from bookrec.storage.files import BOOK_EMBEDDINGS, BOOKS, RATINGS

N_RANKED = 256


def read_data(artifacts_dir: Path) -> TuneData:
    lineage = open_lineage(artifacts_dir, "tune")
    texts = TextEmbeddings.load(lineage["embed"].verified_folder(TextEmbeddings.FILES))
    return TuneData(
        books=pd.read_parquet(lineage["clean"].path(BOOKS)),
        ratings=pd.read_parquet(lineage["clean"].path(RATINGS)),
        book_embeddings=np.load(lineage["encode"].path(BOOK_EMBEDDINGS)),
        text_embeddings={"description": texts.description},
        genres=texts.genres,
        split=SplitSettings(**lineage["tune"].manifest.settings["split"]),
    )


def seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def predict_with_kernel_ridge(
    scorer: Scorer, history: History, candidates: NDArray[np.int64]
) -> NDArray[np.float32]:
    kernel, rows = scorer.parameters.kernel, scorer.rows_of(history)
    stars = scorer.parameters.star_values
    worth = np.interp(history.ratings, np.arange(1, len(stars) + 1), stars)
    model = KernelRidge(alpha=1.0, kernel="precomputed")
    model.fit(kernel.between(rows, rows), worth - rows.averages, sample_weight=1 / rows.noises)
    books = scorer.books.take(candidates)
    interest = rows.signals.sum(axis=0) / (len(rows) + scorer.parameters.interest_shrinkage)
    personal = model.predict(kernel.between(books, rows)) + books.appeals @ interest
    return np.asarray(np.clip(books.averages + personal, 1, 5), dtype=np.float32)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--artifacts-dir", type=Path, default=Path("artifacts"))
    data = read_data(parser.parse_args(arguments).artifacts_dir)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    fitted: list[Scorer] = []
    fit = seconds(lambda: fitted.append(data.fit(TuneSettings())))
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    scorer = fitted[0]
    ratings = select_part(data.ratings, data.split, "train")
    cases = build_cases(ratings, data.books["book_id"].tolist(), data.split, "all")
    histories, candidates = list(cases.histories()), list(cases.candidates())
    predict = seconds(
        lambda: [scorer.predict(*pair) for pair in zip(histories, candidates, strict=True)]
    )
    ridge = seconds(
        lambda: [
            predict_with_kernel_ridge(scorer, *pair)
            for pair in zip(histories, candidates, strict=True)
        ]
    )
    rank = seconds(lambda: list(scorer.score_catalogue(histories[:N_RANKED])))
    print(f"{cases.n_books:,} books, {len(ratings):,} ratings, {len(cases):,} users\n")
    print("| what | value |\n| --- | --- |")
    print(f"| fit | {fit:.0f} s |")
    print(
        f"| peak memory before the fit, after | {before / 2**20:.2f} GB, {after / 2**20:.2f} GB |"
    )
    print(f"| predict, bookrec | {len(cases) / predict:,.0f} users/s |")
    print(f"| predict, scikit-learn KernelRidge | {len(cases) / ridge:,.0f} users/s |")
    print(f"| rank all books, bookrec | {N_RANKED / rank:,.0f} users/s |")
    print_ratio("predict", predict, "scikit-learn's KernelRidge", ridge)


if __name__ == "__main__":
    main()
