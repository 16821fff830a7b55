"""`train`: text embeddings and training users' ratings to a projection head."""

from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bookrec.encoder.embeddings import TextEmbeddings
from bookrec.encoder.features import build_features
from bookrec.evaluation.protocol import select_part
from bookrec.files import TRAINING, write_json
from bookrec.head.training import train_head
from bookrec.pipeline.stage import StageContext
from bookrec.pipeline.stages.inputs import read_books, read_ratings, read_text_embeddings


def run_train(context: StageContext) -> dict[str, Any]:
    """Write the head and the record of its training."""
    books = read_books(context)
    texts = read_text_embeddings(context, books)
    trained = train_head(
        features_of(texts),
        books,
        select_part(read_ratings(context), context.settings.split, "train"),
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


def features_of(texts: TextEmbeddings) -> NDArray[np.float32]:
    """Build the head's input from the stored text embeddings, shape (n_books, n_features)."""
    return build_features(texts.series, texts.author, texts.description, texts.genres)
