"""`evaluate`: the tuned recommender on test users, against the baselines."""

from typing import Any

from bookrec.evaluation.evaluate import EvaluationData, evaluate
from bookrec.evaluation.report import write_report
from bookrec.pipeline.stage import StageContext
from bookrec.pipeline.stages.inputs import (
    read_book_embeddings,
    read_books,
    read_ratings,
    read_text_embeddings,
)
from bookrec.scoring.scorer import Scorer


def run_evaluate(context: StageContext) -> dict[str, Any]:
    """Write the report, its pictures and its JSON."""
    books = read_books(context)
    texts = read_text_embeddings(context, books)
    data = EvaluationData(
        books=books,
        ratings=read_ratings(context),
        book_embeddings=read_book_embeddings(context, books),
        text_embeddings={
            "series": texts.series,
            "author": texts.author,
            "description": texts.description,
        },
        split=context.settings.split,
    )
    evaluation = evaluate(
        data,
        Scorer.load(context.inputs["tune"].verified_folder()),
        context.settings.evaluate,
        progress=context.progress,
    )
    write_report(evaluation, context.folder)
    return evaluation.to_dict()
