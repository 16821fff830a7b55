"""Epochs and steps: head, optimiser and sampler of one training run."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import torch
from scipy import sparse
from torch import Tensor

from bookrec.head.axes import compute_principal_axes, project
from bookrec.head.mining import mine_hard_negatives
from bookrec.head.model import HeadConfig, ProjectionHead
from bookrec.head.objective import Objective
from bookrec.head.projection import encode_books
from bookrec.head.relations import Relations
from bookrec.head.triplets import TripletBatch, TripletSampler
from bookrec.metrics.embedding import Rows
from bookrec.settings import TrainSettings

Progress = Callable[[int, int], None]

DEFAULT_EPOCHS = 12
"""At least, where the settings name no number."""


class TrainingLoop:
    """One training run.

    The head in training sees the features' projection on their principal axes, which costs a
    fraction of the features; what it learns is put `behind` the axes in the end.

    Attributes:
        head: The head in training.
        embeddings: Of every book, as the head has them after the last epoch, (n_books, dim).
        n_epochs: Epochs that the schedule is made for.
    """

    def __init__(
        self,
        features: Rows,
        relations: Relations,
        books: npt.NDArray[np.int64],
        genres: npt.NDArray[np.uint8],
        descriptions: npt.NDArray[np.float32],
        settings: TrainSettings,
        progress: Progress | None = None,
    ) -> None:
        """Set up the run.

        Args:
            features: Text features, shape (n_books, n_features), float32.
            relations: Positives among the training books.
            books: Numbers of the training books.
            genres: Indicators 0 or 1, shape (n_books, n_genres).
            descriptions: Unit description embeddings, (n_books, dim).
            settings: Settings of `train`.
            progress: Called with the batches done and their total.
        """
        n_axes = min(settings.n_axes, features.shape[1])
        self._axes = compute_principal_axes(features, books, n_axes)
        self._features = project(features, self._axes)
        self._relations, self._books, self._settings = relations, books, settings
        self._rng = np.random.default_rng(settings.seed)
        self._sampler = TripletSampler(
            relations, books, batch_size=settings.batch_size, n_random=settings.n_random
        )
        self._objective = Objective(genres, descriptions, settings)
        # Torch's global generator draws weights and dropout: borrowed, then given back.
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(settings.seed)
            self.head = ProjectionHead(
                HeadConfig(n_axes, settings.hidden_dim, settings.dim, settings.dropout)
            )
            self._torch_state = torch.get_rng_state()
        self.head.start_from_inputs()
        self.embeddings = encode_books(self.head, self._features)
        self._optimizer = torch.optim.AdamW(
            self.head.parameters(),
            lr=settings.learning_rate,
            weight_decay=settings.weight_decay,
            fused=True,
        )
        self.n_epochs = settings.epochs or max(
            DEFAULT_EPOCHS, -(-settings.min_batches // len(self._sampler))
        )
        self._n_batches = self.n_epochs * len(self._sampler)
        self._schedule = torch.optim.lr_scheduler.CosineAnnealingLR(
            self._optimizer, T_max=self._n_batches
        )
        self._n_done = 0
        self._progress = progress

    def copy_weights(self) -> dict[str, Tensor]:
        """Copy the head's weights."""
        return {name: weight.clone() for name, weight in self.head.state_dict().items()}

    def run_epoch(self) -> float:
        """Take one step per batch; return the mean loss."""
        hard_negatives = self._mine()
        self.head.train()
        losses = []
        with torch.random.fork_rng(devices=[]):
            torch.set_rng_state(self._torch_state)
            for batch in self._sampler.epoch(self._rng, hard_negatives):
                losses.append(self.step(batch))
                self._report()
            self._torch_state = torch.get_rng_state()
        self.embeddings = encode_books(self.head, self._features)
        return float(np.mean(losses))

    def finish(self, weights: dict[str, Tensor]) -> ProjectionHead:
        """Make a head for the features themselves of weights that `copy_weights` returned."""
        self.head.load_state_dict(weights)
        return self.head.behind(torch.from_numpy(self._axes))

    def _mine(self) -> sparse.csr_array | None:
        if self._settings.n_mined == 0:
            return None
        return mine_hard_negatives(
            self.embeddings,
            self._books,
            self._relations.related,
            n_mined=self._settings.n_mined,
            sample_size=self._settings.mining_sample,
            rng=self._rng,
        )

    def step(self, batch: TripletBatch) -> float:
        """Take one step; return the loss of the batch."""
        embeddings = self.head(torch.from_numpy(self._features[batch.books]))
        similarities = embeddings[torch.from_numpy(batch.anchors)] @ embeddings.T
        loss = self._objective.compute_loss(similarities, batch, self._rng)
        self._optimizer.zero_grad()
        torch.autograd.backward(loss)
        self._optimizer.step()
        self._schedule.step()
        return float(loss.detach())

    def _report(self) -> None:
        self._n_done += 1
        if self._progress is not None:
            self._progress(self._n_done, self._n_batches)
