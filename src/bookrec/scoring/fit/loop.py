"""Fit one scorer by gradient descent on random histories of training users."""

import math
from collections.abc import Callable

import numpy as np
import torch

from bookrec.errors import TrainingError
from bookrec.scoring.fit.batches import sample_batches
from bookrec.scoring.fit.catalogue import Catalogue
from bookrec.scoring.fit.inputs import UserRatings
from bookrec.scoring.fit.trainable import TrainableScorer, compute_loss
from bookrec.settings import TuneSettings

Progress = Callable[[int, int], None]

MIN_RATINGS = 10
"""Users with fewer ratings count in averages and factors, but nothing is fitted on them."""


def fit_module(
    catalogue: Catalogue,
    ratings: UserRatings,
    settings: TuneSettings,
    progress: Progress | None = None,
) -> TrainableScorer:
    """Fit one scorer.

    Args:
        catalogue: What is known of every book.
        ratings: The training users' ratings.
        settings: Hyper-parameters; the seed is of the start and of the draws of histories.
        progress: Called with (done, total) epochs.

    Raises:
        TrainingError: If no training user has enough ratings, or the fit ends in no number.
    """
    users = np.flatnonzero(np.diff(ratings.offsets) >= MIN_RATINGS)
    if len(users) == 0:
        raise TrainingError(
            f"ratings: no training user has {MIN_RATINGS} ratings or more; add ratings"
        )
    if len(users) > settings.max_users:
        drawn = np.random.default_rng(settings.seed).choice(
            users, settings.max_users, replace=False
        )
        users = np.sort(drawn)
    rng = np.random.default_rng(settings.seed)
    module = start_module(catalogue, ratings, settings)
    n_steps = settings.epochs * math.ceil(len(users) / settings.batch_size)
    optimizer, schedule = _make_optimizer(module, settings, n_steps)
    for epoch in range(settings.epochs):
        for batch in sample_batches(
            ratings, users, rng, settings.batch_size, settings.max_history, settings.max_targets
        ):
            is_known = rng.random(ratings.n_books) >= settings.unknown_share
            loss = compute_loss(module(batch, is_known), batch.targets, settings.correlation_weight)
            if not torch.isfinite(loss):
                raise TrainingError(
                    f"the fit of the scorer diverged in epoch {epoch + 1}; lower tune.learning_rate"
                )
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
        if progress is not None:
            progress(epoch + 1, settings.epochs)
    return module.eval()


def start_module(
    catalogue: Catalogue, ratings: UserRatings, settings: TuneSettings
) -> TrainableScorer:
    """Make a scorer that has learnt nothing yet."""
    # Torch's global generator draws the first weights: borrowed, then given back.
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(settings.seed)
        return TrainableScorer(
            catalogue,
            mean_rating=float(ratings.ratings.mean()),
            metric_dim=settings.metric_dim,
            interest_dim=settings.interest_dim,
        )


def _make_optimizer(
    module: TrainableScorer, settings: TuneSettings, n_steps: int
) -> tuple[torch.optim.AdamW, torch.optim.lr_scheduler.LRScheduler]:
    """Decay the matrices, let the scalars move faster, and cool both by a cosine."""
    parameters = list(module.parameters())
    optimizer = torch.optim.AdamW(
        [
            {
                "params": [p for p in parameters if p.ndim == 2],
                "lr": settings.learning_rate,
                "weight_decay": settings.weight_decay,
            },
            {
                "params": [p for p in parameters if p.ndim < 2],
                "lr": 15 * settings.learning_rate,
                "weight_decay": 0.0,
            },
        ]
    )
    return optimizer, torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, n_steps)
