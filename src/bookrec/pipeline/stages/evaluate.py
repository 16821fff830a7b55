"""`evaluate`: embeddings and tuned recommender on test users, against the baselines."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from bookrec.evaluation.embeddings import EmbeddingPair
from bookrec.evaluation.evaluate import EvaluationData, evaluate
from bookrec.evaluation.report.write import write_report
from bookrec.pipeline.stage import StageContext
from bookrec.pipeline.stages.inputs import (
    FITTED_COLUMNS,
    features_of,
    read_book_embeddings,
    read_books,
    read_ratings,
    read_text_embeddings,
    text_fields,
)
from bookrec.pipeline.threads import one_thread
from bookrec.scoring.catalog.catalog import Catalog
from bookrec.scoring.fit.fit import fit_scorer
from bookrec.scoring.model.scorer import Scorer
from bookrec.scoring.recommender import Recommender
from bookrec.settings import TuneSettings
from bookrec.storage.files import BOOKS, TRAINING, TUNING, read_json


@one_thread()
def run_evaluate(context: StageContext) -> dict[str, Any]:
    """Write the report, its pictures and its JSON."""
    data = read_evaluation_data(context)
    scorer = Scorer.load(context.inputs["tune"].verified_folder(Scorer.FILES))
    evaluation = evaluate(
        data,
        scorer,
        context.settings.evaluate,
        refit=_refit(context, data, scorer.popularity_weight),
        recommender=Recommender(
            Catalog.open(context.inputs["clean"].path(BOOKS)),
            scorer,
            data.book_embeddings,
            context.settings.recommend,
        ),
        progress=context.progress,
    )
    write_report(evaluation, context.folder)
    return evaluation.to_dict()


def read_evaluation_data(
    context: StageContext, outside_ratings: pd.DataFrame | None = None
) -> EvaluationData:
    """Read all that an evaluation works on.

    Args:
        context: Inputs and settings.
        outside_ratings: Ratings of other users, to measure instead of the test users.
    """
    books = read_books(context, [*FITTED_COLUMNS, "genres"])
    texts = read_text_embeddings(context, books)
    embeddings = read_book_embeddings(context, books)
    held_out = read_json(context.inputs["train"].path(TRAINING))["held_out"]
    return EvaluationData(
        books=books,
        ratings=read_ratings(context),
        book_embeddings=embeddings,
        text_embeddings=text_fields(texts),
        split=context.settings.split,
        embedding_pair=EmbeddingPair(
            before=features_of(texts),
            after=embeddings,
            held_out=books["book_id"].isin(held_out).to_numpy(),
        ),
        genres=texts.genres,
        outside_ratings=outside_ratings,
    )


def _refit(
    context: StageContext, data: EvaluationData, popularity_weight: float
) -> Callable[[pd.DataFrame], Scorer]:
    """Return what fits the scorer on other training ratings, with the settings that were chosen."""
    chosen = read_json(context.inputs["tune"].path(TUNING))["settings"]
    genres = read_text_embeddings(context, data.books).genres

    def refit(ratings: pd.DataFrame) -> Scorer:
        scorer = fit_scorer(
            data.books,
            ratings,
            data.book_embeddings,
            data.text_embeddings,
            genres,
            TuneSettings.model_validate(chosen),
        )
        return scorer.with_popularity_weight(popularity_weight)

    return refit
