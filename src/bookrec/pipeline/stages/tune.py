"""`tune`: fit the scorer on training users, choose its balance on validation users."""

from typing import Any

from bookrec.evaluation.report.tuning import write_tune_report
from bookrec.evaluation.search import TuneData, TuneResult, tune
from bookrec.pipeline.stage import StageContext
from bookrec.pipeline.stages.inputs import (
    FITTED_COLUMNS,
    read_book_embeddings,
    read_books,
    read_ratings,
    read_text_embeddings,
    text_fields,
)
from bookrec.pipeline.threads import one_thread
from bookrec.scoring.fit.cache import FitCache
from bookrec.settings import EvaluateSettings
from bookrec.storage.files import TUNING, write_json


@one_thread()
def run_tune(context: StageContext) -> dict[str, Any]:
    """Write the tuned scorer, and how it was chosen.

    Finished fits are kept in the cache until the stage is done, so that an interrupted search goes
    on from them.
    """
    settings = context.settings
    books, ratings = read_books(context, FITTED_COLUMNS), read_ratings(context)
    texts = read_text_embeddings(context, books)
    data = TuneData(
        books=books,
        ratings=ratings,
        book_embeddings=read_book_embeddings(context, books),
        text_embeddings=text_fields(texts),
        genres=texts.genres,
        split=settings.split,
    )
    cache = FitCache(context.cache_dir / "tune" / context.fingerprint)
    # Of `evaluate` the number of users alone counts here: see `STAGES`.
    measured = EvaluateSettings(max_users=settings.evaluate.max_users)
    result = tune(data, settings.tune, measured, context.progress, cache)
    result.scorer.save(context.folder)
    write_json(context.folder / TUNING, _describe(result))
    write_tune_report(result, context.folder)
    cache.remove()
    summary = {
        "popularity_weight": result.chosen.popularity_weight,
        "spearman": result.chosen.mean,
        "baseline": result.curve[-1].mean,
        "users": result.chosen.n_users,
        "fits": len(result.trials),
    }
    if result.drawn_from is not None:
        summary["users_drawn_from"] = result.drawn_from
    return summary


def _describe(result: TuneResult) -> dict[str, Any]:
    return {
        "chosen": result.chosen._asdict(),
        "settings": result.settings.model_dump(mode="json"),
        "curve": [row._asdict() for row in result.curve],
        "trials": [trial._asdict() for trial in result.trials],
    }
