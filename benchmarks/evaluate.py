"""Time of the whole evaluation, and two of its goals that the report does not single out.

The goal is under 180 s for all test users and baselines. The metrics alone are timed against a
loop over users that calls SciPy. Users of the original ratings files (ids below 20 million) are
shown by themselves; `--cold` fits the scorer again without a tenth of the books.

    python benchmarks/evaluate.py --artifacts-dir artifacts --cold
"""

import argparse
import resource
import time
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from bookrec.encoder.text_embeddings import TextEmbeddings
from bookrec.evaluation.baselines import fit_rating_baselines
from bookrec.evaluation.evaluate import OURS, EvaluationData, evaluate
from bookrec.evaluation.measure import measure_models, predict_ratings
from bookrec.evaluation.protocol import Cases
from bookrec.evaluation.report.tables import MetricRow, list_differences, select_users, summarize
from bookrec.evaluation.training_data import TrainingData
from bookrec.metrics.rating import compute_spearman
from bookrec.protocols import RatingModel
from bookrec.scoring.fit.fit import fit_scorer
from bookrec.scoring.model.scorer import Scorer
from bookrec.settings import EvaluateSettings, SplitSettings, TuneSettings
from bookrec.storage.artifacts import Artifact, open_lineage
from bookrec.storage.files import BOOK_EMBEDDINGS, BOOKS, RATINGS

SETTINGS = EvaluateSettings()
FIRST_CONVERTED_ID = 20_000_000


def read_data(lineage: Mapping[str, Artifact]) -> tuple[EvaluationData, TextEmbeddings]:
    texts = TextEmbeddings.load(lineage["embed"].verified_folder(TextEmbeddings.FILES))
    data = EvaluationData(
        books=pd.read_parquet(lineage["clean"].path(BOOKS)),
        ratings=pd.read_parquet(lineage["clean"].path(RATINGS)),
        book_embeddings=np.load(lineage["encode"].path(BOOK_EMBEDDINGS)),
        text_embeddings={
            name: getattr(texts, name) for name in ("series", "author", "description")
        },
        split=SplitSettings(**lineage["tune"].manifest.settings["split"]),
    )
    return data, texts


def seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def scipy_spearman(cases: Cases, predicted: NDArray[np.float32]) -> list[float]:
    slices = [
        slice(*pair) for pair in zip(cases.test_offsets, cases.test_offsets[1:], strict=False)
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", stats.ConstantInputWarning)
        return [
            float(stats.spearmanr(cases.test_ratings[s], predicted[s]).statistic) for s in slices
        ]


def print_rows(rows: list[MetricRow]) -> None:
    print("\n| users or books | model | Spearman | 95 % interval | users |")
    print("| --- " * 5 + "|")
    for row in rows:
        if row.metric == "spearman":
            interval = f"{row.low:.3f} to {row.high:.3f}"
            print(f"| {row.group} | {row.model} | {row.mean:.3f} | {interval} | {row.n_users} |")


def print_original_users(data: EvaluationData, scorer: Scorer) -> None:
    cases = data.build_test_cases()
    training = TrainingData.from_tables(data.books, data.training_ratings)
    baselines = fit_rating_baselines(training, data.book_embeddings, data.text_embeddings)
    models: dict[str, RatingModel] = {OURS: scorer, **baselines}
    is_original = cases.user_ids.astype(np.int64) < FIRST_CONVERTED_ID
    values = select_users(measure_models(models, cases), is_original)
    print_rows(summarize(values, SETTINGS, "original files"))
    for row in list_differences(values, OURS, "spearman", SETTINGS):
        print(f"bookrec less {row.reference}: {row.mean:+.3f} [{row.low:+.3f}, {row.high:+.3f}]")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--artifacts-dir", type=Path, default=Path("artifacts"))
    parser.add_argument(
        "--cold", action="store_true", help="fit again without a tenth of the books"
    )
    arguments = parser.parse_args()
    lineage = open_lineage(arguments.artifacts_dir, "tune")
    data, texts = read_data(lineage)
    scorer = Scorer.load(lineage["tune"].verified_folder(Scorer.FILES))
    tune = TuneSettings(**lineage["tune"].manifest.settings["tune"])

    def refit(ratings: pd.DataFrame) -> Scorer:
        fitted = fit_scorer(
            data.books, ratings, data.book_embeddings, data.text_embeddings, texts.genres, tune
        )
        return fitted.with_popularity_weight(scorer.parameters.popularity_weight)

    start = time.perf_counter()
    evaluation = evaluate(data, scorer, SETTINGS)
    total = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    cases = data.build_test_cases()
    predicted = predict_ratings(scorer, cases)
    ours = seconds(lambda: compute_spearman(cases.test_ratings, predicted, cases.test_offsets))
    theirs = seconds(lambda: scipy_spearman(cases, predicted))
    print("| what | seconds |\n| --- | --- |")
    print(f"| evaluate, {len(cases)} test users (goal 180; peak {peak:,.0f} MB) | {total:.1f} |")
    print(f"| Spearman of all test users | {ours:.4f} |")
    print(f"| the same, scipy.stats by user | {theirs:.4f} |")
    print_rows(list(evaluation.ratings.summary))
    print_original_users(data, scorer)
    if arguments.cold:
        print_rows(list(evaluate(data, scorer, SETTINGS, refit=refit).cold_books))


if __name__ == "__main__":
    main()
