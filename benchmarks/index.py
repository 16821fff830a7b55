"""What a list loses when an index proposes the books that are scored, on the test users.

Every book is scored as always; those that are neither among the best of the linear part of the
ranking, as an index finds them, nor read together with a history book, come last.

    python benchmarks/index.py --artifacts-dir artifacts --proposed 100 400
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bookrec.artifacts import open_lineage
from bookrec.evaluation.measure import LIST_LENGTH, SHORT_LENGTH, rank_catalogue
from bookrec.evaluation.protocol import build_cases
from bookrec.evaluation.training_data import LIKED
from bookrec.files import BOOKS, RATINGS
from bookrec.metrics.ranking import compute_ndcg
from bookrec.scoring.history import History
from bookrec.scoring.index import BookIndex, ExactIndex
from bookrec.scoring.scorer import Scorer
from bookrec.settings import SplitSettings


@dataclass
class Proposing:
    """Ranks what is proposed as the scorer does, and everything else last."""

    scorer: Scorer
    index: BookIndex
    n: int
    with_co_read: bool
    n_proposed: int = 0

    def rank(self, history: History, candidates: NDArray[np.int64]) -> NDArray[np.float32]:
        proposed = [self.index.propose(self.scorer.linear_factors(history), self.n)]
        if self.with_co_read:
            reads = self.scorer.reading.co_reading
            proposed += [
                reads.book_nums[reads.offsets[num] : reads.offsets[num + 1]]
                for num in history.book_nums.tolist()
            ]
        nums = np.unique(np.concatenate(proposed))
        self.n_proposed += len(nums)
        scores = self.scorer.rank(history, candidates)
        scores[~np.isin(candidates, nums)] = scores.min() - 1
        return scores


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--artifacts-dir", type=Path, default=Path("artifacts"))
    parser.add_argument("--proposed", type=int, nargs="+", default=[100, 400])
    options = parser.parse_args()
    lineage = open_lineage(options.artifacts_dir, "tune")
    books = pd.read_parquet(lineage["clean"].path(BOOKS))
    ratings = pd.read_parquet(lineage["clean"].path(RATINGS))
    split = SplitSettings(**lineage["tune"].manifest.settings["split"])
    cases = build_cases(ratings, books["book_id"].tolist(), split)
    scorer = Scorer.load(lineage["tune"].verified_folder())
    index = ExactIndex(scorer.linear_columns())
    liked = cases.select_test(cases.test_ratings >= LIKED)
    print("| candidates | books scored per user | NDCG@10 | less than exact |")
    print("| --- | --: | --: | --: |")
    exact = None
    models = {"all books": (scorer, len(books))} | {
        f"best {n} of the linear part{' and the co-read' if co_read else ''}": (
            Proposing(scorer, index, n, co_read),
            0,
        )
        for n in options.proposed
        for co_read in (False, True)
    }
    for label, (model, n_scored) in models.items():
        lists = rank_catalogue(model, cases, LIST_LENGTH)
        relevant = np.array(
            [np.isin(row, test) for row, test in zip(lists, liked.candidates(), strict=True)]
        )
        ndcg = compute_ndcg(relevant, np.diff(liked.test_offsets), SHORT_LENGTH)
        mean = float(np.nanmean(ndcg))
        exact = mean if exact is None else exact
        n_scored = n_scored or round(model.n_proposed / len(cases))
        print(f"| {label} | {n_scored:,} | {mean:.4f} | {exact - mean:.4f} |", flush=True)


if __name__ == "__main__":
    main()
