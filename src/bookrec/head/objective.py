"""What the head is trained for: the weighted sum of the losses of a batch."""

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from bookrec.head.loss import order_loss, pick_columns, softmax_loss, triplet_loss
from bookrec.head.triplets import TripletBatch
from bookrec.settings import TrainSettings


class Objective:
    """The loss of a batch.

    Series, author and co-rating either hold or not: their positives come from neighbour lists,
    their negatives are unrelated books. Genres and descriptions are a matter of degree: there a
    negative is any unrelated book less alike than the positive, and the margin grows with the
    difference, `graded_scale` times it: a margin as large as the difference itself would go on
    pulling where the order has long been right.
    """

    def __init__(
        self,
        genres: npt.NDArray[np.uint8],
        descriptions: npt.NDArray[np.float32],
        settings: TrainSettings,
    ) -> None:
        """Keep what the losses need.

        Args:
            genres: Indicators 0 or 1, shape (n_books, n_genres).
            descriptions: Unit description embeddings, zero where there is none, (n_books, dim).
            settings: Settings of `train`.
        """
        self._genres, self._descriptions = genres, descriptions
        self._settings = settings

    def compute_loss(
        self, similarities: Tensor, batch: TripletBatch, rng: np.random.Generator
    ) -> Tensor:
        """Compute the weighted loss of a batch.

        Args:
            similarities: Cosines of anchors and pool, shape (n_anchors, n_pool).
            batch: The batch.
            rng: Source of the candidates for co-rating negatives.
        """
        weights = self._settings.weights
        positives = {name: torch.from_numpy(rows) for name, rows in batch.positives.items()}
        other_series = torch.from_numpy(batch.other_series)
        unrelated = torch.from_numpy(batch.unrelated)
        few = unrelated & self._few_columns(len(batch.books), rng)
        loss = weights.series * self._listed(similarities, positives["series"], other_series)
        loss += weights.author * self._listed(similarities, positives["author"], unrelated)
        loss += weights.co_rating * self._listed(similarities, positives["co_rating"], few)
        anchors = torch.from_numpy(batch.anchors)
        # Rows are read batch by batch: the arrays may be files mapped into memory.
        genres = torch.from_numpy(self._genres[batch.books].astype(np.float32))
        descriptions = torch.from_numpy(np.asarray(self._descriptions[batch.books]))
        overlap = genre_overlap(genres[anchors], genres)
        likeness = descriptions[anchors] @ descriptions.T
        scale = self._settings.order_scale
        loss += weights.genre * self._graded(similarities, positives["genre"], unrelated, overlap)
        loss += weights.description * self._graded(
            similarities, positives["description"], unrelated, likeness
        )
        loss += weights.genre_order * order_loss(similarities, overlap, batch.shift, scale)
        loss += weights.description_order * order_loss(similarities, likeness, batch.shift, scale)
        return loss

    def _few_columns(self, n_pool: int, rng: np.random.Generator) -> Tensor:
        """Keep about `co_rating_candidates` random columns.

        Many books that nobody co-rated yet are no true negatives; the hardest of a whole pool
        nearly always is such a book, the hardest of a few seldom.
        """
        share = self._settings.co_rating_candidates / n_pool
        return torch.from_numpy(rng.random(n_pool) < share)

    def _listed(self, similarities: Tensor, positives: Tensor, is_negative: Tensor) -> Tensor:
        """Loss of a relation that holds or not, in units of cosine under both losses."""
        if self._settings.loss == "softmax":
            temperature = self._settings.temperature
            return temperature * softmax_loss(similarities, positives, is_negative, temperature)
        return triplet_loss(similarities, positives, is_negative, self._settings.margin)

    def _graded(
        self, similarities: Tensor, positives: Tensor, unrelated: Tensor, targets: Tensor
    ) -> Tensor:
        """Triplet loss of a relation of degree."""
        difference = pick_columns(targets, positives).unsqueeze(1) - targets
        margin = self._settings.graded_scale * difference
        return triplet_loss(similarities, positives, unrelated & (difference > 0), margin)


def genre_overlap(left: Tensor, right: Tensor) -> Tensor:
    """Jaccard similarity of genre sets.

    Args:
        left: Indicators, shape (n_left, n_genres), float32.
        right: Indicators, shape (n_right, n_genres), float32.

    Returns:
        Similarities in [0, 1], shape (n_left, n_right); 0 where both sets are empty.
    """
    shared = left @ right.T
    union = left.sum(dim=1, keepdim=True) + right.sum(dim=1) - shared
    return shared / union.clamp(min=1)
