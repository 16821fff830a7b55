"""Train the projection head."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from bookrec.errors import TrainingError
from bookrec.head.holdout import split_books
from bookrec.head.loop import Progress, TrainingLoop
from bookrec.head.records import EpochRecord, TrainedHead
from bookrec.head.relations import build_relations
from bookrec.head.validation import Validator
from bookrec.metrics.embedding import (
    Rows,
    UnitRows,
    compute_effective_rank,
    compute_mean_cosine,
)
from bookrec.settings import TrainSettings

FloatArray = npt.NDArray[np.float32]

# A sound head stays far from both: on real data about 0.1 and 190.
MAX_MEAN_COSINE = 0.9
MIN_EFFECTIVE_RANK = 2.0


def train_head(
    features: Rows,
    books: pd.DataFrame,
    ratings: pd.DataFrame,
    settings: TrainSettings,
    *,
    genres: npt.NDArray[np.uint8],
    descriptions: FloatArray,
    progress: Progress | None = None,
) -> TrainedHead:
    """Train the projection head; the same inputs and seed give the same weights, bit for bit.

    Args:
        features: Text features of the books, shape (n_books, n_features), float32.
        books: The catalogue, row by row aligned with `features`.
        ratings: Ratings of training users only.
        settings: Settings of `train`.
        genres: Indicators 0 or 1, shape (n_books, n_genres).
        descriptions: Unit description embeddings, zero where there is none, (n_books, dim).
        progress: Called with the batches done and their total.

    Raises:
        TrainingError: If there are no positives, or training collapses or diverges.
        DataError: If a rating names a book outside the catalogue.
    """
    split = split_books(books["work_id"], settings)
    relations = build_relations(books, ratings, genres, descriptions, settings)
    trained = relations.restrict(split.train, split.train)
    train_books = np.flatnonzero(split.train)
    without_positive = trained.count_without_positive(train_books)
    if all(count == len(train_books) for count in without_positive.values()):
        raise TrainingError("train: no book has a positive of any kind; the catalogue is too small")
    validator = Validator(relations, split, seed=settings.seed)
    loop = TrainingLoop(features, trained, train_books, genres, descriptions, settings, progress)
    history: list[EpochRecord] = []
    best, weights = -np.inf, loop.copy_weights()
    for epoch in range(1, loop.n_epochs + 1):
        loss = loop.run_epoch()
        history.append(record_epoch(epoch, loss, loop.embeddings, validator))
        if history[-1].validation > best:
            best, weights = history[-1].validation, loop.copy_weights()
    best_epoch = max(history, key=lambda record: record.validation).epoch
    return TrainedHead(
        head=loop.finish(weights),
        history=history,
        best_epoch=best_epoch,
        accuracies_before=validator.compute_accuracies(UnitRows(features)),
        without_positive=without_positive,
        split=split,
    )


def record_epoch(
    epoch: int, loss: float, embeddings: FloatArray, validator: Validator
) -> EpochRecord:
    """Measure an epoch.

    Raises:
        TrainingError: If the loss or the embeddings are not finite, or the embeddings collapsed.
    """
    if not np.isfinite(loss) or not np.isfinite(embeddings).all():
        raise TrainingError(
            f"train: epoch {epoch} gave values that are not finite; lower train.learning_rate"
        )
    mean_cosine = compute_mean_cosine(embeddings)
    effective_rank = compute_effective_rank(embeddings)
    if mean_cosine > MAX_MEAN_COSINE or effective_rank < MIN_EFFECTIVE_RANK:
        raise TrainingError(
            f"train: the embeddings collapsed in epoch {epoch} (mean cosine {mean_cosine:.2f}, "
            f"effective rank {effective_rank:.1f}); lower train.learning_rate or train.margin"
        )
    accuracies = validator.compute_accuracies(embeddings)
    validation = float(np.mean(list(accuracies.values())))
    return EpochRecord(epoch, loss, accuracies, validation, mean_cosine, effective_rank)
