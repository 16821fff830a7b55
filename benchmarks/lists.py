"""Taste before fame: what the lists of users nobody trained on are made of, and what rules cost.

Histories hold at most 20 ratings, and those are a random part of a user's: many a hidden later
volume has its first volumes hidden too, so the price of series order is overstated.

With --choose the fame of the settings is chosen on validation users: the largest sum of NDCG@10
and stratified recall@10 for which no more than 0.40 of the books are famous (500,000 Goodreads
ratings or more), with all rules.

    python benchmarks/lists.py --artifacts-dir artifacts
"""

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from bookrec.evaluation.lists import measure_list
from bookrec.evaluation.measure import UserValues, rank_catalogue
from bookrec.evaluation.protocol import Cases, Part, build_cases
from bookrec.scoring.model.scorer import Scorer
from bookrec.scoring.recommender import Recommender
from bookrec.settings import SplitSettings
from bookrec.storage.artifacts import open_lineage
from bookrec.storage.files import RATINGS

N = 10
LIKED = 4
MOST_FAMOUS = 0.40
OTHER_RULES: dict[str, dict[str, float]] = {
    "default": {},
    "fame 1": {"fame": 1.0},
    "fame 0": {"fame": 0.0},
    "diversity 0": {"diversity": 0.0},
    "diversity 0.3": {"diversity": 0.3},
    "diversity 1": {"diversity": 1.0},
    "2 books of an author": {"max_per_author": 2},
    "no cap of an author": {"max_per_author": N},
    "no least stars": {"min_predicted": 1.0},
    "no least ratings": {"min_ratings": 0},
    "as it was: fame 1, diversity 0.3, 2 of an author": {
        "fame": 1.0,
        "diversity": 0.3,
        "max_per_author": 2,
    },
}
GRID = [round(0.05 * step, 2) for step in range(8, 21)]


def measure(recommender: Recommender, cases: Cases, changes: dict[str, float]) -> UserValues:
    """Measure each user's list under changed settings."""
    changed = recommender.settings.model_copy(update=changes)
    made = replace(recommender, settings=changed).recommend_users(list(cases.histories()), N)
    return measure_list(recommender, cases, [each.nums for each in made])


def show(name: str, values: UserValues) -> dict[str, float]:
    """Print a row of the table."""
    means = {metric: float(np.nanmean(per_user)) for metric, per_user in values.items()}
    print(f"| {name} | {' | '.join(f'{mean:.3f}' for mean in means.values())} |", flush=True)
    return means


def choose_fame(recommender: Recommender, cases: Cases) -> float:
    """Choose by the objective above."""
    worth: dict[float, float] = {}
    for fame in GRID:
        share, _, recall, ndcg = show(
            f"fame {fame}", measure(recommender, cases, {"fame": fame})
        ).values()
        worth[fame] = ndcg + recall if share <= MOST_FAMOUS else -share
    return max(worth, key=lambda fame: worth[fame])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--artifacts-dir", type=Path, default=Path("artifacts"))
    parser.add_argument("--part", choices=["validation", "test"], default="test")
    parser.add_argument("--choose", action="store_true", help="Choose fame on validation users.")
    options = parser.parse_args()
    lineage = open_lineage(options.artifacts_dir, "tune")
    # The served scorer was fitted on everybody: these users are only new to that of `tune`.
    scorer = Scorer.load(lineage["tune"].verified_folder(Scorer.FILES))
    recommender = replace(Recommender.load(options.artifacts_dir), scorer=scorer)
    split = SplitSettings(**lineage["tune"].manifest.settings["split"])
    ratings = pd.read_parquet(lineage["clean"].path(RATINGS))
    book_ids = recommender.catalog.column("book_id").to_pylist()
    part: Part = "validation" if options.choose else options.part
    cases = build_cases(ratings, book_ids, split, part)
    print(f"{len(cases):,} {part} users, {len(book_ids):,} books.\n")
    print("| list | famous | stars | stratified recall@10 | NDCG@10 |")
    print("| --- | --: | --: | --: | --: |")
    if options.choose:
        print(f"\nChosen: fame {choose_fame(recommender, cases)}.")
        return
    liked = list(cases.select_test(cases.test_ratings >= LIKED).candidates())
    own = measure_list(recommender, cases, [books[:N] for books in liked])
    print(f"| liked by these users | {np.nanmean(own['share of famous books']):.3f} | | | |")
    ranked = list(rank_catalogue(recommender.scorer, cases, N))
    show("ranking alone", measure_list(recommender, cases, ranked))
    for name, changes in OTHER_RULES.items():
        show(name, measure(recommender, cases, changes))


if __name__ == "__main__":
    main()
