"""What series order, the cap per author and diversity cost, on test users.

NDCG@10 (relevant: hidden ratings of 4 or more) and mean similarity within the lists, for the bare
ranking, and for `recommend`'s lists at diversity 0, the default and 1. A random part of each user's
books is history, so many a hidden later volume has its first volumes hidden too: the price of
series order is overstated.

    python benchmarks/diversity.py --artifacts-dir artifacts
"""

import argparse
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bookrec.evaluation.protocol import Cases, build_cases
from bookrec.metrics.ranking import compute_intra_list_similarity, compute_ndcg, compute_recall
from bookrec.scoring.lists.select import top_candidates
from bookrec.scoring.recommender import Recommender
from bookrec.settings import RecommendSettings, SplitSettings
from bookrec.storage.artifacts import open_lineage
from bookrec.storage.files import RATINGS

N = 10
LIKED = 4


def rank_only(recommender: Recommender, cases: Cases) -> NDArray[np.int64]:
    """Return each user's best unread books by score, whatever series and authors."""
    lists = []
    for history in cases.histories():
        (scores,) = recommender.scorer.rank([history])
        unread = np.ones(len(scores), dtype=bool)
        unread[history.book_nums] = False
        lists.append(top_candidates(scores, unread, N))
    return np.stack(lists)


def recommend(recommender: Recommender, cases: Cases, diversity: float) -> NDArray[np.int64]:
    """Return each user's list."""
    settings = recommender.settings.model_copy(update={"diversity": diversity})
    lists = replace(recommender, settings=settings).recommend_users(list(cases.histories()), N)
    return np.stack([each.nums for each in lists])


def measure(
    lists: NDArray[np.int64], cases: Cases, embeddings: NDArray[np.float32]
) -> tuple[float, float, float]:
    """Return mean NDCG, recall and similarity within the lists."""
    liked = cases.test_ratings >= LIKED
    keys = set((cases.test_users * cases.n_books + cases.test_books)[liked].tolist())
    rows = np.arange(len(cases))[:, None] * cases.n_books + lists
    relevant = np.array([[key in keys for key in row] for row in rows.tolist()])
    n_relevant = np.bincount(cases.test_users[liked], minlength=len(cases))
    return (
        float(np.nanmean(compute_ndcg(relevant, n_relevant, N))),
        float(np.nanmean(compute_recall(relevant, n_relevant, N))),
        float(np.nanmean(compute_intra_list_similarity(lists, embeddings))),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--artifacts-dir", type=Path, default=Path("artifacts"))
    parser.add_argument("--part", choices=["validation", "test"], default="test")
    parser.add_argument("--diversity", type=float, nargs="*", help="Instead of 0, default and 1.")
    options = parser.parse_args()
    recommender = Recommender.load(options.artifacts_dir)
    lineage = open_lineage(options.artifacts_dir, "tune")
    split = SplitSettings(**lineage["tune"].manifest.settings["split"])
    ratings = pd.read_parquet(lineage["clean"].path(RATINGS))
    book_ids = recommender.catalog.column("book_id").to_pylist()
    cases = build_cases(ratings, book_ids, split, options.part)
    default = RecommendSettings().diversity
    print(f"{len(cases):,} {options.part} users, {len(book_ids):,} books.\n")
    print(f"| lists | NDCG@{N} | Recall@{N} | similarity within | users a second |")
    print("| --- | --: | --: | --: | --: |")
    dials = options.diversity or [0.0, default, 1.0]
    makers = {"ranking alone": partial(rank_only, recommender, cases)}
    makers |= {
        f"recommend, diversity {dial:g}": partial(recommend, recommender, cases, dial)
        for dial in dials
    }
    for name, make in makers.items():
        start = time.perf_counter()
        lists = make()
        speed = len(cases) / (time.perf_counter() - start)
        values = measure(lists, cases, recommender.book_embeddings)
        print(f"| {name} | {' | '.join(f'{value:.3f}' for value in values)} | {speed:,.0f} |")


if __name__ == "__main__":
    main()
