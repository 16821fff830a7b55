"""What can be plugged in. Anything with these methods will do; nothing needs to be inherited.

Types of other folders are named for the type checker alone: this module imports nothing of them,
and so stands below all of them.
"""

from collections.abc import Callable, Generator, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from bookrec.scoring.model.history import History
    from bookrec.settings import Settings

Shared = TypeVar("Shared")
Partition = TypeVar("Partition")
Result = TypeVar("Result")
Progress = Callable[[int, int], None]
"""Called with (done, total); the unit is the caller's own."""


class TextEncoder(Protocol):
    """Turns texts into vectors whose products say how alike the texts are."""

    @property
    def name(self) -> str:
        """What tells this encoder from every other one; part of the result's fingerprint."""
        ...

    def encode(self, texts: list[str]) -> "NDArray[np.float32]":
        """Embed texts.

        Args:
            texts: Not empty, each of them different and not blank.

        Returns:
            Shape (n_texts, dim), float32; rows need no unit length.
        """
        ...


class Engine(Protocol):
    """Applies one function to every partition of some data."""

    def map(
        self,
        function: Callable[[Shared, Partition], Result],
        shared: Shared,
        partitions: Iterable[Partition],
        *,
        n_threads: int = 1,
        gpu: bool = False,
    ) -> Generator[Result]:
        """Yield `function(shared, partition)` for every partition, in order.

        Partitions are taken as they are needed, so they may be made on the way. When the caller
        stops early, those that have not begun are dropped.

        Args:
            function: A module's function or a class's method; it must not depend on how the data
                was cut, so that the engine never changes a result.
            shared: What every call needs; sent to a worker once.
            partitions: Parts of the data.
            n_threads: Calls at once in this process, for functions that let other threads run;
                a cluster decides that by its workers' threads.
            gpu: Whether the work goes to the workers that announce a GPU, if there are any.
        """
        ...


class RatingModel(Protocol):
    """Predicts ratings: what `evaluate` needs to measure them."""

    def predict(self, history: "History", candidates: "NDArray[np.int64]") -> "NDArray[np.float32]":
        """Predict stars, 1-5, shape (n_candidates,), finite."""
        ...


class RankingModel(Protocol):
    """Ranks books as the next ones to read: what `evaluate` needs to measure lists."""

    def rank(self, histories: "Sequence[History]") -> "NDArray[np.float32]":
        """Score all books for some users, higher is better, shape (n_users, n_books), finite."""
        ...


class Scorer(RatingModel, RankingModel, Protocol):
    """Predicts and ranks, and knows how sure it is: what `evaluate` looks at most closely."""

    def predict_with_uncertainty(
        self, history: "History", candidates: "NDArray[np.int64]"
    ) -> "tuple[NDArray[np.float32], NDArray[np.float32]]":
        """Predict stars and their standard deviations, each of shape (n_candidates,)."""
        ...


class BookIndex(Protocol):
    """Finds the books whose vectors have the largest product with a reader's vector.

    The vectors are `Scorer.linear_columns` and `Scorer.linear_factors`. An index only proposes:
    what it finds is scored as exactly as without it.
    """

    def propose(self, factors: "NDArray[np.float32]", n: int) -> "NDArray[np.int64]":
        """Find books.

        Args:
            factors: The reader's vector, shape (n_columns,), float32.
            n: Books wanted.

        Returns:
            Book numbers, best first, shape (min(n, n_books),).
        """
        ...


class ReadReport(Protocol):
    """What became of the rows of a source."""

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-able data, with at least the numbers `books`, `users` and `ratings`."""
        ...


class ReadTables(Protocol):
    """What a source holds.

    Attributes:
        books: Fits `data.tables.schema.BOOKS`, sorted by `book_id`.
        ratings: Fits `data.tables.schema.RATINGS`, sorted by user and book; its texts may be
            categorical.
        report: What became of the rows.
    """

    @property
    def books(self) -> "pd.DataFrame": ...  # noqa: D102 - see the class

    @property
    def ratings(self) -> "pd.DataFrame": ...  # noqa: D102

    @property
    def report(self) -> ReadReport: ...  # noqa: D102


class DatasetReader(Protocol):
    """Reads one kind of data folder."""

    @property
    def name(self) -> str:
        """What `--set data.source=NAME` calls it."""
        ...

    def detects(self, folder: Path) -> bool:
        """Whether a folder holds data of this kind, complete or not."""
        ...

    def files(self, folder: Path) -> tuple[Path, ...]:
        """Return every file that is read, all of them below `folder`.

        Their names and bytes make the fingerprint of the result.

        Raises:
            DataError: If one that is needed is missing.
        """
        ...

    def read(
        self, folder: Path, settings: "Settings", progress: Progress | None, engine: Engine
    ) -> ReadTables:
        """Read, clean and check the two tables.

        Args:
            folder: An absolute path.
            settings: `clean` and `data` are meant for this; others must not shape the result.
            progress: Called with (files done, files in all).
            engine: Applies functions to parts of the data, here or on a cluster.

        Raises:
            DataError: If the files cannot be used.
        """
        ...
