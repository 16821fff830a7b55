"""What a list loses when an index proposes the books that are scored, and what that saves.

The loss is on the test users of the real data: what `recommend --index` would score is scored as
always, everything else comes last. LanceDB compares every vector of a catalogue this small, so it
is also made to search by partitions, as it does in large ones. The time is that of
`Recommender.recommend_list` in one process; catalogues above the real one are SYNTHETIC, as in
`recommend.py`.

    python benchmarks/index.py --artifacts-dir artifacts --sizes 1500000
"""

import argparse
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bookrec.evaluation.measure import LIST_LENGTH, SHORT_LENGTH, rank_catalogue
from bookrec.evaluation.protocol import Cases, build_cases
from bookrec.evaluation.training_data import LIKED
from bookrec.metrics.ranking import compute_ndcg
from bookrec.metrics.significance import bootstrap_interval
from bookrec.scoring.index import BookIndex, ExactIndex, lance
from bookrec.scoring.lists.candidates import propose_books
from bookrec.scoring.model.history import History
from bookrec.scoring.model.scorer import Scorer
from bookrec.scoring.readers.reader import Reader
from bookrec.scoring.recommender import Recommender
from bookrec.settings import SplitSettings
from bookrec.storage.artifacts import open_lineage
from bookrec.storage.files import BOOKS, RATINGS
from recommend import N_HISTORY, enlarge, make_history, milliseconds

N_BARE = 100
N_READERS = 20
Propose = Callable[[Scorer, History, NDArray[np.bool_]], NDArray[np.int64] | None]


@dataclass
class Proposing:
    """Ranks what is proposed as the scorer does, and everything else last."""

    scorer: Scorer
    propose: Propose
    n_scored: int = 0

    def rank(self, histories: Sequence[History]) -> NDArray[np.float32]:
        scores = self.scorer.rank(histories)
        for row, history in zip(scores, histories, strict=True):
            allowed = np.ones(len(row), dtype=bool)
            allowed[history.book_nums] = False
            nums = self.propose(self.scorer, history, allowed)
            if nums is None:
                nums = np.flatnonzero(allowed)
            self.n_scored += len(nums)
            is_left_out = np.ones(len(row), dtype=bool)
            is_left_out[nums] = False
            row[is_left_out] = row.min() - 1
        return scores


def ask_only(index: BookIndex) -> Propose:
    """Propose what the index finds and nothing else."""
    return lambda scorer, history, _: index.propose(scorer.linear_factors(history), N_BARE)


def propose_as_served(index: BookIndex) -> Propose:
    """Propose as `recommend --index` does."""
    return lambda scorer, history, allowed: propose_books(
        index, scorer, history, allowed, LIST_LENGTH
    )


@contextmanager
def stored(columns: NDArray[np.float32], *, by_partitions: bool) -> Iterator[BookIndex]:
    """Write vectors into a LanceDB store of their own."""
    least, lance._MIN_ROWS = lance._MIN_ROWS, 0 if by_partitions else lance._MIN_ROWS
    with tempfile.TemporaryDirectory() as folder:
        lance.LanceIndex.write(folder, columns, "benchmark")
        lance._MIN_ROWS = least
        yield lance.LanceIndex.open(folder, "benchmark")


def print_losses(artifacts_dir: Path) -> None:
    lineage = open_lineage(artifacts_dir, "tune")
    books = pd.read_parquet(lineage["clean"].path(BOOKS))
    ratings = pd.read_parquet(lineage["clean"].path(RATINGS))
    split = SplitSettings(**lineage["tune"].manifest.settings["split"])
    cases = build_cases(ratings, books["book_id"].tolist(), split)
    scorer = Scorer.load(lineage["tune"].verified_folder(Scorer.FILES))
    columns = scorer.linear_columns()
    exact = measure(scorer, cases)
    n_thin = sum(scorer.needs_stand_ins(history) for history in cases.histories())
    print(f"{len(cases)} test users, {n_thin} of whom read so little that all books are scored.\n")
    print("| candidates | books scored per user | NDCG@10 | less than exact |")
    print("| --- | --: | --: | --- |")
    print(f"| all books | {len(books):,} | {np.nanmean(exact):.4f} | |")
    with (
        stored(columns, by_partitions=False) as small,
        stored(columns, by_partitions=True) as large,
    ):
        for label, propose in {
            f"the index's best {N_BARE} alone": ask_only(ExactIndex(columns)),
            "`recommend --index`, exact index": propose_as_served(ExactIndex(columns)),
            "`recommend --index`, LanceDB": propose_as_served(small),
            "`recommend --index`, LanceDB by partitions": propose_as_served(large),
        }.items():
            model = Proposing(scorer, propose)
            values = measure(model, cases)
            loss = bootstrap_interval(exact - values, n_bootstrap=2_000, seed=0)
            n_scored = round(model.n_scored / len(cases))
            print(
                f"| {label} | {n_scored:,} | {np.nanmean(values):.4f} | {loss.mean:+.4f} "
                f"[{loss.low:+.4f}, {loss.high:+.4f}] |",
                flush=True,
            )


def measure(model: Scorer | Proposing, cases: Cases) -> NDArray[np.float64]:
    """Compute NDCG@10 of each user."""
    liked = cases.select_test(cases.test_ratings >= LIKED)
    lists = rank_catalogue(model, cases, LIST_LENGTH)
    relevant = np.array(
        [np.isin(row, test) for row, test in zip(lists, liked.candidates(), strict=True)]
    )
    return compute_ndcg(relevant, np.diff(liked.test_offsets), SHORT_LENGTH)


def print_times(artifacts_dir: Path, sizes: list[int], repeats: int) -> None:
    real = Recommender.load(artifacts_dir)
    rng = np.random.default_rng(1)
    histories = [make_history(real, rng) for _ in range(N_READERS)]
    readers = [
        replace(Reader.of_history(each), titles=("A book",) * N_HISTORY) for each in histories
    ]
    print(f"\n{N_READERS} readers of {N_HISTORY} books, medians of {repeats} runs, ms a reader.\n")
    print("| books | all scored | `--index` | of which the store | same lists |")
    print("| --: | --: | --: | --: | --: |")
    for size in sizes:
        plain = enlarge(real, size)
        columns = plain.scorer.linear_columns()
        by_partitions = size >= lance._MIN_ROWS
        with stored(columns, by_partitions=by_partitions) as index:
            asking = replace(plain, index=index)
            same = np.mean([ids(plain, each) == ids(asking, each) for each in readers])
            factors = [plain.scorer.linear_factors(each) for each in histories]
            times = [
                milliseconds(lambda: [plain.recommend_list(each) for each in readers], repeats),  # noqa: B023
                milliseconds(lambda: [asking.recommend_list(each) for each in readers], repeats),  # noqa: B023
                milliseconds(lambda: [index.propose(each, 600) for each in factors], repeats),  # noqa: B023
            ]
        cells = " | ".join(f"{time / N_READERS:.1f}" for time in times)
        print(f"| {size:,} | {cells} | {same:.0%} |", flush=True)


def ids(recommender: Recommender, reader: Reader) -> list[str]:
    made = recommender.recommend_list(reader)
    return [str(book.book_id) for book in made.recommendations]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--artifacts-dir", type=Path, default=Path("artifacts"))
    parser.add_argument("--sizes", type=int, nargs="*", default=[15_265, 150_000, 1_500_000])
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    print_losses(options.artifacts_dir)
    print_times(options.artifacts_dir, options.sizes, options.repeats)


if __name__ == "__main__":
    main()
