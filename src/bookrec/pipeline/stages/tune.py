"""`tune`: fit the scorer on training users, choose its balance on validation users."""

from typing import Any

import numpy as np

from bookrec.evaluation.protocol import build_cases, select_part
from bookrec.evaluation.studies import measure_balance
from bookrec.files import TUNING, write_json
from bookrec.pipeline.stage import StageContext
from bookrec.pipeline.stages.inputs import (
    read_book_embeddings,
    read_books,
    read_ratings,
    read_text_embeddings,
    text_fields,
)
from bookrec.scoring.fitting import fit_scorer


def run_tune(context: StageContext) -> dict[str, Any]:
    """Write the tuned scorer and the curve of its balance."""
    settings = context.settings
    books, ratings = read_books(context), read_ratings(context)
    texts = read_text_embeddings(context, books)
    scorer = fit_scorer(
        books,
        select_part(ratings, settings.split, "train"),
        read_book_embeddings(context, books),
        text_fields(texts),
        texts.genres,
        settings.tune,
        context.progress,
    )
    cases = build_cases(ratings, books["book_id"].tolist(), settings.split, "validation")
    curve = measure_balance(
        scorer, cases, "validation", np.linspace(0, 1, 21).tolist(), settings.evaluate
    )
    best = max(curve, key=lambda row: row.mean)
    scorer.with_popularity_weight(best.popularity_weight).save(context.folder)
    write_json(context.folder / TUNING, {"curve": [row._asdict() for row in curve]})
    return {
        "popularity_weight": best.popularity_weight,
        "spearman": best.mean,
        "baseline": curve[-1].mean,
        "users": best.n_users,
    }
