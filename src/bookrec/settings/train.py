"""Settings of `train`."""

from typing import Literal

from pydantic import Field

from bookrec.settings.base import StageSettings


class RelationWeights(StageSettings):
    """How much each term counts in the loss of `train`; 0 leaves it out.

    The first five draw a positive from a neighbour list; the last two order random pairs of
    books as their genres or descriptions do.
    """

    series: float = Field(26.0, ge=0)
    author: float = Field(14.0, ge=0)
    co_rating: float = Field(2.0, ge=0)
    genre: float = Field(13.0, ge=0)
    description: float = Field(0.8, ge=0)
    genre_order: float = Field(17.0, ge=0)
    description_order: float = Field(29.0, ge=0)


class TrainSettings(StageSettings):
    """Settings of `train`: the projection head."""

    seed: int = Field(0, ge=0)
    dim: int = Field(256, ge=2, description="Width of the book embeddings.")
    hidden_dim: int = Field(512, ge=2, description="Width of the head's hidden layer.")
    n_axes: int = Field(512, ge=2, description="Principal axes of the features that training sees.")
    dropout: float = Field(0.2, ge=0, lt=1, description="Share of hidden units dropped.")
    epochs: int | None = Field(
        None,
        ge=1,
        description="Epochs; by default 12, and of a small catalogue more, up to min_batches.",
    )
    min_batches: int = Field(
        200, ge=1, description="Batches, at least, where the number of epochs is not given."
    )
    batch_size: int = Field(256, ge=2, description="Anchors per batch.")
    learning_rate: float = Field(1e-3, gt=0)
    weight_decay: float = Field(0.5, ge=0)
    loss: Literal["triplet", "softmax"] = "triplet"
    margin: float = Field(0.1, gt=0, le=2, description="Margin of the triplet loss, in cosine.")
    temperature: float = Field(0.05, gt=0, description="Temperature of the softmax loss.")
    graded_scale: float = Field(
        0.3,
        gt=0,
        le=2,
        description="Margin of a triplet per unit of genre overlap or description similarity.",
    )
    order_scale: float = Field(
        0.7, gt=0, le=2, description="The same of random pairs, which also sets the spread."
    )
    weights: RelationWeights = RelationWeights()
    n_neighbours: int = Field(20, ge=1, description="Positives of a kind per book, at most.")
    liked_rating: float = Field(4.0, ge=1, le=5, description="A rating this high is a liking.")
    min_co_ratings: int = Field(2, ge=1, description="Users in common of a co-rated pair.")
    co_rating_shrinkage: float = Field(5.0, ge=0, description="Pseudo-users of a co-rated pair.")
    co_rating_candidates: int = Field(32, ge=1, description="Co-rating negatives per batch.")
    n_random: int = Field(128, ge=1, description="Random negatives added to each batch.")
    n_mined: int = Field(10, ge=0, description="Hard negatives mined per book; 0 mines none.")
    mining_sample: int = Field(4096, ge=1, description="Books searched for hard negatives.")
    validation_share: float = Field(0.05, gt=0, lt=1, description="Books that pick the epoch.")
    held_out_share: float = Field(0.1, gt=0, lt=1, description="Books kept for `evaluate`.")
