"""`train`: text embeddings and training users' ratings to a projection head."""

from dataclasses import asdict
from typing import Any

from bookrec.head.card import write_model_card
from bookrec.head.training import train_head
from bookrec.pipeline.stage import StageContext
from bookrec.pipeline.stages.inputs import (
    features_of,
    read_books,
    read_text_embeddings,
    read_training_ratings,
)
from bookrec.pipeline.threads import one_thread
from bookrec.storage.files import TRAINING, write_json


@one_thread()
def run_train(context: StageContext) -> dict[str, Any]:
    """Write the head and the record of its training."""
    books = read_books(context, ["book_id", "work_id", "series", "author_key"])
    texts = read_text_embeddings(context, books)
    ratings = read_training_ratings(context)
    trained = train_head(
        features_of(texts),
        books,
        ratings,
        context.settings.train,
        genres=texts.genres,
        descriptions=texts.description,
        progress=context.progress,
    )
    trained.head.save_pretrained(context.folder)
    write_json(
        context.folder / TRAINING,
        {
            "best_epoch": trained.best_epoch,
            "epochs": [asdict(record) for record in trained.history],
            "without_positive": trained.without_positive,
            "held_out": books["book_id"][trained.split.held_out].tolist(),
        },
    )
    write_model_card(
        context.folder,
        trained,
        context.settings.train,
        context.settings.split,
        {
            "fingerprint of clean": context.inputs["clean"].manifest.fingerprint,
            "fingerprint of embed": context.inputs["embed"].manifest.fingerprint,
            "books": len(books),
            "training users": int(ratings["user_id"].nunique()),
            "training ratings": len(ratings),
        },
    )
    best = trained.history[trained.best_epoch - 1]
    return {
        "epochs": len(trained.history),
        "best_epoch": trained.best_epoch,
        "validation": best.validation,
        "accuracies": best.accuracies,
        "without_positive": trained.without_positive,
        "mean_cosine": best.mean_cosine,
        "effective_rank": best.effective_rank,
    }
