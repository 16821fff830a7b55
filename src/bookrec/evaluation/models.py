"""What a model must offer to be compared; the fitted `Scorer` offers all of it."""

from typing import Protocol

from bookrec.protocols import RatingModel, Scorer


class HasBalance(Protocol):
    """Holds the tuned balance."""

    @property
    def popularity_weight(self) -> float:
        """0 is personal preference only, 1 is the average rating only."""
        ...


class ServedModel(Scorer, Protocol):
    """What `recommend` serves, and `evaluate` looks at most closely."""

    @property
    def parameters(self) -> HasBalance:
        """The scalars of the model."""
        ...

    def with_popularity_weight(self, popularity_weight: float) -> RatingModel:
        """Return the same model with another balance, 0 to 1."""
        ...
