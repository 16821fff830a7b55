"""Losses against values computed by hand."""

import math
from collections.abc import Callable

import pytest
import torch

from bookrec.head.loss import order_loss, pick_columns, softmax_loss, triplet_loss

Loss = Callable[[torch.Tensor, torch.Tensor, torch.Tensor, float], torch.Tensor]

SIMILARITIES = torch.tensor([[0.9, 0.5, 0.8, -0.1], [0.2, 0.3, 0.1, 0.6]])
POSITIVES = torch.tensor([1, 3])
NEGATIVES = torch.tensor([[False, False, True, True], [True, False, True, False]])


def test_triplet_loss_takes_the_hardest_negative() -> None:
    # Anchor 0: 0.2 + 0.8 - 0.5 = 0.5. Anchor 1: 0.2 + 0.2 - 0.6 < 0, so 0.
    loss = triplet_loss(SIMILARITIES, POSITIVES, NEGATIVES, margin=0.2)
    assert loss.item() == pytest.approx(0.25)


def test_triplet_loss_with_one_margin_per_pair() -> None:
    # Anchor 0: 0.0 + 0.8 - 0.5 = 0.3 and 1.0 - 0.1 - 0.5 = 0.4; the larger counts.
    margins = torch.tensor([[0.0, 0.0, 0.0, 1.0], [0.0, 0.0, 0.0, 0.0]])
    loss = triplet_loss(SIMILARITIES, POSITIVES, NEGATIVES, margins)
    assert loss.item() == pytest.approx(0.2)


def test_softmax_loss() -> None:
    first = math.log(math.exp(1.0) + math.exp(1.6) + math.exp(-0.2)) - 1.0
    second = math.log(math.exp(1.2) + math.exp(0.4) + math.exp(0.2)) - 1.2
    loss = softmax_loss(SIMILARITIES, POSITIVES, NEGATIVES, temperature=0.5)
    assert loss.item() == pytest.approx((first + second) / 2)


@pytest.mark.parametrize("loss", [triplet_loss, softmax_loss])
def test_anchor_without_positive_or_negative_is_left_out(loss: Loss) -> None:
    alone = loss(SIMILARITIES[:1], POSITIVES[:1], NEGATIVES[:1], 0.2)
    without_positive = loss(SIMILARITIES, torch.tensor([1, -1]), NEGATIVES, 0.2)
    without_negative = loss(
        SIMILARITIES, POSITIVES, torch.stack([NEGATIVES[0], torch.zeros(4, dtype=torch.bool)]), 0.2
    )
    assert without_positive.item() == pytest.approx(alone.item())
    assert without_negative.item() == pytest.approx(alone.item())


@pytest.mark.parametrize("loss", [triplet_loss, softmax_loss])
def test_batch_without_any_positive_gives_zero_and_finite_gradients(loss: Loss) -> None:
    similarities = SIMILARITIES.clone().requires_grad_()
    value = loss(similarities, torch.tensor([-1, -1]), torch.zeros_like(NEGATIVES), 0.2)
    value.backward()
    assert value.item() == 0
    assert torch.equal(similarities.grad, torch.zeros_like(SIMILARITIES))


def test_order_loss() -> None:
    similarities = torch.tensor([[0.5, 0.1, 0.4]])
    targets = torch.tensor([[0.0, 1.0, 1.0]])
    # Shifted by one, each column meets the one before it. (0, 2): 2 is the positive, wants 0.7,
    # has -0.1: 0.8. (1, 0): 1 is the positive, wants 0.7, has -0.4: 1.1. (2, 1): equal targets
    # want nothing: 0.
    loss = order_loss(similarities, targets, shift=1, scale=0.7)
    assert loss.item() == pytest.approx(1.9 / 3)


def test_order_loss_is_zero_where_similarities_follow_the_targets() -> None:
    targets = torch.rand(3, 10, generator=torch.Generator().manual_seed(0))
    assert order_loss(targets, targets, shift=4, scale=0.9).item() == 0


def test_pick_columns() -> None:
    assert torch.equal(pick_columns(SIMILARITIES, POSITIVES), torch.tensor([0.5, 0.6]))
