"""Losses on cosine similarities, as pure functions of tensors.

Rows are anchors, columns the books of a batch. An anchor without a positive (-1) or without a
negative is left out of the mean.
"""

import torch
from torch import Tensor


def triplet_loss(
    similarities: Tensor, positives: Tensor, is_negative: Tensor, margin: float | Tensor
) -> Tensor:
    """Mean of `max(0, margin + negative - positive)` over the anchors, hardest negatives.

    The hardest negative is the one that breaks its margin most (batch-hard mining, Hermans et
    al. 2017, arXiv:1703.07737); with one margin for all it is the most similar one.

    Args:
        similarities: Cosines of anchors and books, shape (n_anchors, n_pool).
        positives: Column of each anchor's positive, -1 where it has none; shape (n_anchors,).
        is_negative: True where the book is a negative of the anchor, (n_anchors, n_pool).
        margin: By how much a positive shall be more similar than a negative, in cosine: one
            number, or one for each pair, (n_anchors, n_pool).

    Returns:
        A scalar; zero where no anchor has both a positive and a negative.
    """
    positive = pick_columns(similarities, positives)
    hardest = (similarities + margin).masked_fill(~is_negative, -torch.inf).amax(dim=1)
    valid = (positives >= 0) & (hardest > -torch.inf)
    return _mean_where(torch.relu(hardest - positive), valid)


def softmax_loss(
    similarities: Tensor, positives: Tensor, is_negative: Tensor, temperature: float
) -> Tensor:
    """Mean cross-entropy of picking the positive among the anchor's negatives.

    Also known as InfoNCE (van den Oord et al. 2018, arXiv:1807.03748) or multiple-negatives
    ranking loss.

    Args:
        similarities: As in `triplet_loss`.
        positives: As in `triplet_loss`.
        is_negative: As in `triplet_loss`.
        temperature: Divides the cosines, > 0.

    Returns:
        A scalar; zero where no anchor has both a positive and a negative.
    """
    positive = pick_columns(similarities, positives) / temperature
    negatives = (similarities / temperature).masked_fill(~is_negative, -torch.inf)
    logits = torch.cat([positive.unsqueeze(1), negatives], dim=1)
    losses = torch.logsumexp(logits, dim=1) - positive
    return _mean_where(losses, (positives >= 0) & is_negative.any(dim=1))


def order_loss(similarities: Tensor, targets: Tensor, shift: int, scale: float) -> Tensor:
    """Triplet loss on pairs of random books, ordered by a known similarity.

    Of each book and its partner, `shift` columns on, the one with the larger target is the
    positive, and the margin is `scale` times the difference of the targets: `max(0, scale * dt -
    ds)`. Where a relation is a matter of degree (genres, descriptions), this keeps the degrees,
    not the nearest alone.

    Args:
        similarities: Cosines of anchors and books, shape (n_anchors, n_pool).
        targets: Known similarities of the same pairs, shape (n_anchors, n_pool).
        shift: How far to roll the columns, between 1 and n_pool - 1. Rolling pairs up books as
            well as a permutation does, and its gradient is far cheaper.
        scale: Cosine per unit of target, > 0.

    Returns:
        A scalar, the mean over all anchors and columns.
    """
    wanted = targets - targets.roll(shift, dims=1)
    found = similarities - similarities.roll(shift, dims=1)
    return torch.relu(scale * wanted.abs() - wanted.sign() * found).mean()


def pick_columns(matrix: Tensor, columns: Tensor) -> Tensor:
    """One value of each row; that of column 0 where the column is -1."""
    return matrix.gather(1, columns.clamp(min=0).unsqueeze(1)).squeeze(1)


def _mean_where(losses: Tensor, valid: Tensor) -> Tensor:
    return losses.where(valid, 0).sum() / valid.sum().clamp(min=1)
