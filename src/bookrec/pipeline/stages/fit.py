"""`fit`: the scorer that is served, fitted on everybody with the settings that `tune` chose."""

from typing import Any

import numpy as np
import pandas as pd

from bookrec.data.tables.ids import row_numbers
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
from bookrec.scoring.explain.likes import Likes
from bookrec.scoring.fit.cache import FitCache
from bookrec.scoring.fit.fit import fit_scorer
from bookrec.scoring.model.scorer import Scorer
from bookrec.settings import TuneSettings
from bookrec.storage.files import TUNING, read_json


@one_thread()
def run_fit(context: StageContext) -> dict[str, Any]:
    """Write the scorer that is served, and who liked what.

    Nobody is left to measure it on: its balance, its ranking and its stated doubt are those that
    were chosen for the scorer of the training users, which `evaluate` measures. Finished fits are
    kept in the cache until the stage is done.
    """
    books, ratings = read_books(context, FITTED_COLUMNS), read_ratings(context)
    texts = read_text_embeddings(context, books)
    tuned = Scorer.load(context.inputs["tune"].verified_folder(Scorer.FILES))
    settings = read_json(context.inputs["tune"].path(TUNING))["settings"]
    cache = FitCache(context.cache_dir / "fit" / context.fingerprint)
    scorer = fit_scorer(
        books,
        ratings,
        read_book_embeddings(context, books),
        text_fields(texts),
        texts.genres,
        TuneSettings.model_validate(settings),
        context.progress,
        cache=cache,
    )
    scorer.with_choices_of(tuned).save(context.folder)
    _collect_likes(books, ratings).save(context.folder)
    cache.remove()
    return {"users": int(ratings["user_id"].nunique()), "ratings": len(ratings)}


def _collect_likes(books: pd.DataFrame, ratings: pd.DataFrame) -> Likes:
    """Collect everybody's likes."""
    return Likes.from_ratings(
        pd.factorize(ratings["user_id"])[0],
        row_numbers(ratings["book_id"], books["book_id"]),
        ratings["rating"].to_numpy(np.float32),
        len(books),
    )
