"""bookrec beside LensKit, Surprise and implicit: same users, histories and books, in one run.

The peers run through their public APIs, each in a process of its own, in an environment of their
own (LensKit needs pandas below 3), which is made on the first run. Each is tuned on validation
users, ten settings its defaults among them (`_peer_settings.py`), as bookrec is. Those that predict
ratings run twice: on the ratings, and on deviations from the catalogue's averages, which bookrec
and `average-rating` know and which no peer could learn from these ratings alone.

    python benchmarks/peers.py --artifacts-dir artifacts
"""

import argparse
import json
import os
import subprocess
import tempfile
import time
import venv
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from _peer_settings import CENTRED, Settings, draw_settings
from bookrec.evaluation.baselines.average_rating import AverageRating
from bookrec.evaluation.baselines.ease import Ease
from bookrec.evaluation.baselines.item_knn import ItemKNN
from bookrec.evaluation.baselines.popularity import Popularity
from bookrec.evaluation.measure import (
    UserValues,
    measure_rankings,
    measure_ratings,
    predict_ratings,
    rank_catalogue,
)
from bookrec.evaluation.protocol import Cases, build_cases, select_part
from bookrec.evaluation.report.tables import list_differences, summarize
from bookrec.evaluation.training_data import TrainingData
from bookrec.scoring.model.scorer import Scorer
from bookrec.settings import EvaluateSettings, SplitSettings
from bookrec.storage.artifacts import Artifact, open_lineage
from bookrec.storage.files import BOOK_EMBEDDINGS, BOOKS, RATINGS

PEERS = Path(__file__).parent / "peers"
OURS = "bookrec"
RATING_PEERS = ("lenskit-biased-mf", "lenskit-item-knn", "surprise-svd")
CENTRED_PEERS = tuple(f"{peer}{CENTRED}" for peer in RATING_PEERS)
RANKING_PEERS = ("implicit-als", "implicit-bm25")
SETTINGS = EvaluateSettings()


Measure = Callable[[np.ndarray, Cases], UserValues]


@dataclass(frozen=True)
class Run:
    """One model's answers, with what they cost; memory of a peer is its whole process."""

    answer: np.ndarray
    fit_seconds: float
    predict_seconds: float
    peak_mb: float = np.nan


def make_environment(folder: Path) -> Path:
    """Make the peers' environment if it is missing and return its Python."""
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        install = [
            str(python),
            "-m",
            "pip",
            "install",
            "--quiet",
            "-r",
            str(PEERS / "requirements.txt"),
        ]
        subprocess.run(install, check=True)
    return python


def export(training: TrainingData, cases: Cases, folder: Path) -> None:
    """Write the training ratings and the cases for the workers, into a new folder."""
    folder.mkdir()
    ratings = training.ratings.tocoo()
    users, books = ratings.coords
    np.savez(
        folder / "train.npz",
        users=users,
        books=books,
        ratings=ratings.data,
        averages=training.average_ratings,
    )
    # Without texts and what is None: the workers read no pickles.
    unread = ("user_ids", "sources", "drawn_from")
    arrays = {name: value for name, value in vars(cases).items() if name not in unread}
    np.savez(folder / "cases.npz", **arrays)


def run_peer(peer: str, settings: Mapping[str, float], python: Path, folder: Path) -> Run:
    """Fit and ask one peer in its own process."""
    environment = {**os.environ, "LK_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "1"}
    name = peer.removesuffix(CENTRED)
    command = [str(python), str(PEERS / "worker.py"), name, str(folder), json.dumps(settings)]
    subprocess.run(command, check=True, env=environment)
    measured = json.loads((folder / f"{name}.json").read_text())
    with np.load(folder / f"{name}.npz") as arrays:
        return Run(arrays["answer"], **measured)


def measure_ndcg(
    training: TrainingData, embeddings: np.ndarray, lists: np.ndarray, cases: Cases
) -> UserValues:
    """Measure what rankings are tuned by."""
    return {"ndcg@10": measure_rankings(lists, cases, training, embeddings)["ndcg@10"]}


def tune_peer(peer: str, python: Path, folder: Path, cases: Cases, measure: Measure) -> Settings:
    """Choose the settings of a peer by the first of its measures on the cases in a folder."""
    trials = []
    for settings in draw_settings(peer):
        values = measure(run_peer(peer, settings, python, folder).answer, cases)
        trials.append((float(np.nanmean(next(iter(values.values())))), settings))
    score, chosen = max(trials, key=lambda trial: trial[0])
    print(f"{peer}: {score:.4f} on validation users, {trials[0][0]:.4f} by default; {chosen}")
    return chosen


def run_own(fit: Callable[[], object], ask: Callable[..., np.ndarray], cases: Cases) -> Run:
    """Fit and ask one of our models in this process."""
    start = time.perf_counter()
    model = fit()
    fitted = time.perf_counter()
    answer = ask(model, cases)
    return Run(answer, fitted - start, time.perf_counter() - fitted)


def run_scorer(tune: Artifact, ask: Callable[..., np.ndarray], cases: Cases) -> Run:
    """Ask the fitted scorer; its fit took what its stage took, the search included."""
    scorer = Scorer.load(tune.verified_folder(Scorer.FILES))
    run = run_own(lambda: scorer, ask, cases)
    return replace(run, fit_seconds=tune.manifest.seconds)


def print_table(
    runs: Mapping[str, Run], values: Mapping[str, UserValues], metrics: tuple[str, ...]
) -> None:
    """Print means, differences to ours on the first metric, and costs, as Markdown."""
    means = {(row.model, row.metric): row for row in summarize(values, SETTINGS)}
    gains = {row.reference: row for row in list_differences(values, OURS, metrics[0], SETTINGS)}
    header = ("model", *metrics, "bookrec less model", "fit s", "answer s", "MB")
    print(f"\n| {' | '.join(header)} |\n" + "| --- " * len(header) + "|")
    for name, run in runs.items():
        rows = [means[name, metric] for metric in metrics]
        gain = gains.get(name)
        difference = f"{gain.mean:+.3f} [{gain.low:+.3f}, {gain.high:+.3f}]" if gain else ""
        memory = "" if np.isnan(run.peak_mb) else f"{run.peak_mb:,.0f}"
        print(
            f"| {name} | {' | '.join(f'{row.mean:.3f}' for row in rows)} | {difference} "
            f"| {run.fit_seconds:.1f} | {run.predict_seconds:.1f} | {memory} |"
        )
    print(f"\n{rows[0].n_users} users ({metrics[0]}).")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--artifacts-dir", type=Path, default=Path("artifacts"))
    parser.add_argument("--environment", type=Path, default=Path(".nox/peers"))
    arguments = parser.parse_args()
    lineage = open_lineage(arguments.artifacts_dir, "tune")
    split = SplitSettings(**lineage["tune"].manifest.settings["split"])
    books = pd.read_parquet(lineage["clean"].path(BOOKS))
    ratings = pd.read_parquet(lineage["clean"].path(RATINGS))
    embeddings = np.load(lineage["encode"].path(BOOK_EMBEDDINGS))
    training = TrainingData.from_tables(books, select_part(ratings, split, "train"))
    book_ids = books["book_id"].tolist()
    validation = build_cases(ratings, book_ids, split, "validation")
    cases = build_cases(ratings, book_ids, split, "test")
    measures: dict[str, Measure] = dict.fromkeys((*RATING_PEERS, *CENTRED_PEERS), measure_ratings)
    measures |= dict.fromkeys(RANKING_PEERS, partial(measure_ndcg, training, embeddings))
    python = make_environment(arguments.environment)
    peers = {}
    with tempfile.TemporaryDirectory() as name:
        export(training, validation, tuning := Path(name) / "validation")
        export(training, cases, testing := Path(name) / "test")
        for peer, measure in measures.items():
            chosen = tune_peer(peer, python, tuning, validation, measure)
            peers[peer] = run_peer(peer, chosen, python, testing)
    rating_runs = {
        OURS: run_scorer(lineage["tune"], predict_ratings, cases),
        "item-knn": run_own(lambda: ItemKNN.fit(training), predict_ratings, cases),
        "average-rating": run_own(lambda: AverageRating.fit(training), predict_ratings, cases),
        **{peer: peers[peer] for peer in (*RATING_PEERS, *CENTRED_PEERS)},
    }
    ranking_runs = {
        OURS: run_scorer(lineage["tune"], rank_catalogue, cases),
        "ease": run_own(lambda: Ease.fit(training), rank_catalogue, cases),
        "popularity": run_own(lambda: Popularity.fit(training), rank_catalogue, cases),
        **{peer: peers[peer] for peer in RANKING_PEERS},
    }
    print_table(
        rating_runs,
        {peer: measure_ratings(run.answer, cases) for peer, run in rating_runs.items()},
        ("spearman", "rmse", "mae"),
    )
    print_table(
        ranking_runs,
        {
            peer: measure_rankings(run.answer, cases, training, embeddings)
            for peer, run in ranking_runs.items()
        },
        ("ndcg@10", "recall@20"),
    )


if __name__ == "__main__":
    main()
