"""What a training run reports."""

from dataclasses import dataclass

from bookrec.head.holdout import BookSplit
from bookrec.head.model import ProjectionHead
from bookrec.head.relations import RelationName


@dataclass(frozen=True)
class EpochRecord:
    """What one epoch did.

    Attributes:
        epoch: Number of the epoch, from 1.
        loss: Mean weighted loss of the batches.
        accuracies: For each kind, how often a validation pair is nearer than a random one.
        validation: Mean of `accuracies`; the best epoch has the largest.
        mean_cosine: Mean cosine over all pairs of books.
        effective_rank: Directions that the book embeddings use.
    """

    epoch: int
    loss: float
    accuracies: dict[RelationName, float]
    validation: float
    mean_cosine: float
    effective_rank: float


@dataclass(frozen=True)
class TrainedHead:
    """A trained head and how it came about.

    Attributes:
        head: The head with the weights of the best epoch, in evaluation mode.
        history: One record per epoch.
        best_epoch: The epoch whose weights were kept, from 1.
        accuracies_before: Like `EpochRecord.accuracies`, of the text features.
        without_positive: For each kind, how many training books have no positive.
        split: Which books were trained on, picked the epoch, and were held out.
    """

    head: ProjectionHead
    history: list[EpochRecord]
    best_epoch: int
    accuracies_before: dict[RelationName, float]
    without_positive: dict[RelationName, int]
    split: BookSplit
