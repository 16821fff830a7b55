"""The fitted scorer: a user's history and candidate books in, scores out. Numpy only."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from bookrec.errors import ArtifactError
from bookrec.scoring.model.blend import compute_gains
from bookrec.scoring.model.book_rows import BookRows
from bookrec.scoring.model.gaussian import Kernel, Posterior, compute_variance, fit_posterior
from bookrec.scoring.model.history import ExtraBooks, History
from bookrec.scoring.model.item_weights import (
    EVERY,
    CoReading,
    ReadingModel,
    ReadingWeights,
    Some,
    compute_co_reading_scale,
    compute_profile,
)
from bookrec.scoring.model.stand_ins import StandIns, compute_missing
from bookrec.scoring.model.storage import FILES, read_scorer, write_scorer
from bookrec.scoring.model.taste import Taste, score_tastes

_USERS_AT_ONCE = 16
"""Users whose products with the catalogue are one matrix product; more only takes memory."""
_SCALE_SAMPLE = 10_000
"""Books from which the spread of the features is taken."""


@dataclass(frozen=True)
class ScorerParameters:
    """The scalars of a scorer.

    Attributes:
        kernel: Covariance of opinions.
        mean_rating: Level of all ratings, in stars.
        interest_shrinkage: Pseudo-books without a signal in the mean signal of a history.
        popularity_weight: 0 is personal preference only, 1 the average rating only.
        prior_ratings: How many ratings the expected spread of a user's ratings is worth.
        star_values: What 1, 2, 3, 4 and 5 stars of a history are worth, in stars; straight
            between them.
        variance_scale: Makes the stated variances true on validation users.
    """

    kernel: Kernel
    mean_rating: float
    interest_shrinkage: float
    popularity_weight: float = 0.5
    prior_ratings: float = 10.0
    star_values: tuple[float, ...] = (1.0, 2.0, 3.0, 4.0, 5.0)
    variance_scale: float = 1.0


class CatalogueScores(NamedTuple):
    """What one user may think of all books.

    Attributes:
        ranking: As the next book to read, higher is better, shape (n_books,), float32; 0 where a
            book was not scored.
        stars: Predicted ratings, 1-5, shape (n_books,), float32; 0 where a book was not scored.
    """

    ranking: NDArray[np.float32]
    stars: NDArray[np.float32]


class RowPredictions(NamedTuple):
    """What a user may think of some books.

    Attributes:
        stars: Predicted ratings, 1-5, shape (n,), float32.
        deviations: How far off they may be, one standard deviation in stars, shape (n,), float32.
        baselines: What is predicted to everybody, in stars, shape (n,), float32.
        terms: What each history book adds, in stars, shape (n, n_history), float32.
    """

    stars: NDArray[np.float32]
    deviations: NDArray[np.float32]
    baselines: NDArray[np.float32]
    terms: NDArray[np.float32]


@dataclass(frozen=True)
class Scorer:
    """Scores books for users from their histories.

    The prediction is the book's average rating, plus the posterior mean of a Gaussian process over
    the history's deviations from average, plus how the book appeals to readers of such histories.

    Attributes:
        books: Fitted rows of all books.
        text_map: Text embedding -> features and signals side by side, for books outside the
            catalogue, shape (text_dim, dim + rank), float32.
        reading: Likelihood of reading, for `rank`.
        parameters: Scalars.
    """

    FILES: ClassVar[tuple[str, ...]] = FILES

    books: BookRows
    text_map: NDArray[np.float32]
    reading: ReadingModel
    parameters: ScorerParameters

    @property
    def author_nums(self) -> NDArray[np.int64]:
        """First author of each book, shape (n_books,); negative if unknown."""
        return self.books.author_nums

    @property
    def series_nums(self) -> NDArray[np.int64]:
        """Series of each book, shape (n_books,); negative if none."""
        return self.books.series_nums

    @property
    def popularity_weight(self) -> float:
        """The balance: 0 is personal preference only, 1 the average rating only."""
        return self.parameters.popularity_weight

    def predict(self, history: History, candidates: NDArray[np.int64]) -> NDArray[np.float32]:
        """Predict ratings in stars, 1-5, shape (n_candidates,)."""
        return np.clip(self._predict_unclipped(self._read(history), candidates), 1, 5)

    def predict_with_uncertainty(
        self, history: History, candidates: NDArray[np.int64]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Predict ratings and how far off they may be (one standard deviation), in stars."""
        posterior = self._read(history)
        variance = compute_variance(self.parameters.kernel, posterior, self.books.take(candidates))
        predicted = np.clip(self._predict_unclipped(posterior, candidates), 1, 5)
        return predicted, np.sqrt(np.float32(self.parameters.variance_scale) * variance)

    def contributions(
        self, history: History, candidates: NDArray[np.int64]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Split predictions into what is true for everybody and what each history book adds.

        Args:
            history: The user's rated books.
            candidates: Book numbers, shape (n_candidates,).

        Returns:
            Baseline, shape (n_candidates,), and terms, shape (n_candidates, n_history), in stars;
            baseline plus the sum of a row is the prediction before it is cut to 1-5.
        """
        posterior = self._read(history)
        terms = self._terms(posterior, self.books.take(candidates))
        return self._baselines[candidates], terms

    def predict_rows(self, history: History, rows: BookRows) -> RowPredictions:
        """Predict any books, those of the catalogue and others, with uncertainty and terms.

        Args:
            history: The user's rated books.
            rows: Of the books, as `rows_of` makes them.
        """
        posterior = self._read(history)
        baselines = self._level(rows.averages)
        terms = self._terms(posterior, rows)
        variance = compute_variance(self.parameters.kernel, posterior, rows)
        return RowPredictions(
            stars=np.clip(baselines + terms.sum(axis=1), 1, 5),
            deviations=np.sqrt(np.float32(self.parameters.variance_scale) * variance),
            baselines=baselines,
            terms=terms,
        )

    def rank(self, histories: Sequence[History]) -> NDArray[np.float32]:
        """Score all books as the next one to read, higher is better, shape (n_users, n_books)."""
        scores = np.empty((len(histories), len(self.books)), dtype=np.float32)
        for row, scored in zip(scores, self.score_catalogue(histories), strict=True):
            row[:] = scored.ranking
        return scores

    def score_catalogue(self, histories: Sequence[History]) -> Iterator[CatalogueScores]:
        """Rank and predict all books for many users, one after the other."""
        for signs in self.compute_signs(histories):
            yield CatalogueScores(ranking=self.reading.score(signs), stars=signs[-1])

    def score_some(self, history: History, nums: NDArray[np.int64]) -> CatalogueScores:
        """Rank and predict some books for one user, as `score_catalogue` does."""
        (signs,) = self.compute_signs([history], nums)
        scores = CatalogueScores(*np.zeros((2, len(self.books)), dtype=np.float32))
        scores.ranking[nums], scores.stars[nums] = self.reading.score(signs), signs[-1]
        return scores

    def compute_signs(
        self, histories: Sequence[History], some: Some = EVERY
    ) -> Iterator[NDArray[np.float32]]:
        """Compute what a ranking weighs, user by user, in the order of `ReadingWeights`.

        Args:
            histories: The users; the matrix products of a few are done at once.
            some: The books to score.

        Yields:
            Signs of these books, the predicted rating last, shape (5, n_some), float32. Co-reading
            holds what stands in for it where few read the history.
        """
        for start in range(0, len(histories), _USERS_AT_ONCE):
            yield from self._compute_signs_at_once(histories[start : start + _USERS_AT_ONCE], some)

    def _compute_signs_at_once(
        self, histories: Sequence[History], some: Some
    ) -> Iterator[NDArray[np.float32]]:
        books = self.books if isinstance(some, slice) else self.books.take(some)
        posteriors = [self._read(history) for history in histories]
        personal = score_tastes([self._taste(each) for each in posteriors], books)
        profiles = [
            compute_profile(history, posterior.history)
            for history, posterior in zip(histories, posteriors, strict=True)
        ]
        similarities = np.stack(profiles) @ books.features.T
        gain = np.float32(compute_gains(self.parameters.popularity_weight)[1])
        for history, posterior, stars, similarity in zip(
            histories, posteriors, personal, similarities, strict=True
        ):
            predicted = np.clip(self._baselines[some] + gain * stars, 1, 5)
            signs = self.reading.signs(
                history, posterior.history, books, similarity, predicted, some
            )
            added = self._stand_ins.score(history, posterior.history)
            if added is not None:
                signs[0] += added[some]
            signs[0] *= compute_co_reading_scale(len(history))
            yield signs

    def sparse_part(self, history: History) -> NDArray[np.int64]:
        """Return the books that `linear_factors` says too little of, sorted.

        These are read together with history books, or by an author or of a series of theirs.
        """
        rows = self.rows_of(history)
        authors = [self.books.by_author.of(num) for num in rows.author_nums.tolist() if num >= 0]
        series = [self.books.by_series.of(num) for num in rows.series_nums.tolist() if num >= 0]
        beside = self.reading.co_reading.beside(history.book_nums)
        return np.unique(np.concatenate([beside, *authors, *series]))

    def needs_stand_ins(self, history: History) -> bool:
        """Whether so few readers share a history that other books stand in for its own."""
        return compute_missing(history, self.reading) > 0

    def linear_factors(self, history: History) -> NDArray[np.float32]:
        """Return what `rank` multiplies the columns of `linear_columns` by, shape (n_columns,).

        That product is the ranking but for what is sparse (co-reading, author, series), a constant,
        and the cut of predicted ratings at 1 and 5 stars.
        """
        posterior = self._read(history)
        taste, weights = self._taste(posterior), self.reading.weights
        gain = compute_gains(self.parameters.popularity_weight)[1]
        stars = np.float32(weights.rating * gain)
        similarity = np.float32(weights.similarity) * compute_profile(history, posterior.history)
        personal = [similarity + stars * taste.features, stars * taste.interest]
        return np.concatenate([*personal, [self._common_part[1]]], dtype=np.float32)

    def linear_columns(self) -> NDArray[np.float32]:
        """Return features, appeals, and what is the same for all users, (n_books, n_columns)."""
        return np.column_stack([self.books.features, self.books.appeals, self._common_part[0]])

    @cached_property
    def _common_part(self) -> tuple[NDArray[np.float32], np.float32]:
        """Compute what all users' rankings have in common, as one more feature and its factor."""
        weights = self.reading.weights
        gain = compute_gains(self.parameters.popularity_weight)[0]
        common = np.float32(weights.popularity) * self.reading.log_readers
        common += np.float32(weights.rating * gain) * self.books.averages
        some = self.books.features[:: 1 + len(self.books) // _SCALE_SAMPLE]
        scale = common.std() / some.std(axis=0).mean() or np.float32(1)
        return (common - common.mean()) / scale, scale

    def with_popularity_weight(self, popularity_weight: float) -> Self:
        """Return the same scorer with another balance."""
        parameters = replace(self.parameters, popularity_weight=popularity_weight)
        return replace(self, parameters=parameters)

    def with_variance_scale(self, variance_scale: float) -> Self:
        """Return the same scorer with its stated variances scaled."""
        return replace(self, parameters=replace(self.parameters, variance_scale=variance_scale))

    def with_choices_of(self, other: Self) -> Self:
        """Return the same scorer with the balance, ranking and stated doubt of another one."""
        chosen = other.parameters
        scorer = self.with_popularity_weight(chosen.popularity_weight)
        scorer = scorer.with_variance_scale(chosen.variance_scale)
        return scorer.with_reading_weights(other.reading.weights)

    def with_reading_weights(self, weights: ReadingWeights) -> Self:
        """Return the same scorer with another ranking."""
        return replace(self, reading=replace(self.reading, weights=weights))

    def save(self, folder: Path) -> None:
        """Write the scorer into an existing folder."""
        tensors = {
            **_tensors_of(self.books),
            **_tensors_of(self.reading.co_reading, "co_reading."),
            "log_readers": self.reading.log_readers,
            "text_map": self.text_map,
        }
        scalars = {
            "parameters": asdict(self.parameters),
            "reading_weights": asdict(self.reading.weights),
        }
        write_scorer(folder, tensors, scalars)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote.

        Raises:
            ArtifactError: If a file is missing or damaged, or another version wrote it.
        """
        tensors, scalars = read_scorer(folder)
        try:
            return cls._of_stored(tensors, scalars)
        except (KeyError, TypeError) as error:
            raise ArtifactError(
                f"{folder}: written by another version of bookrec; run `bookrec run-all`"
            ) from error

    @classmethod
    def _of_stored(cls, tensors: dict[str, NDArray[Any]], scalars: dict[str, Any]) -> Self:
        stored = scalars["parameters"]
        kernel = Kernel(**stored.pop("kernel"))
        star_values = tuple(stored.pop("star_values"))
        return cls(
            books=BookRows(**{f.name: tensors[f.name] for f in fields(BookRows)}),
            text_map=tensors["text_map"],
            reading=ReadingModel(
                CoReading(**{f.name: tensors[f"co_reading.{f.name}"] for f in fields(CoReading)}),
                tensors["log_readers"],
                ReadingWeights(**scalars["reading_weights"]),
            ),
            parameters=ScorerParameters(kernel=kernel, star_values=star_values, **stored),
        )

    def rows_of(self, history: History) -> BookRows:
        """Collect the rows of a history, books outside the catalogue last."""
        rows = self.books.take(history.book_nums)
        return rows if history.extra is None else rows.join(self._outside_rows(history.extra))

    def _outside_rows(self, extra: ExtraBooks) -> BookRows:
        mapped = extra.text_embeddings @ self.text_map
        dim = self.books.features.shape[1]
        n_extra = len(extra.ratings)
        return BookRows(
            features=mapped[:, :dim],
            signals=mapped[:, dim:],
            appeals=np.zeros((n_extra, self.books.appeals.shape[1]), dtype=np.float32),
            averages=np.full(n_extra, self.parameters.mean_rating, dtype=np.float32),
            noises=np.full(n_extra, self.parameters.kernel.noise, dtype=np.float32),
            author_nums=extra.author_nums,
            series_nums=extra.series_nums,
        )

    def _read(self, history: History) -> Posterior:
        rows = self.rows_of(history)
        return fit_posterior(
            self.parameters.kernel,
            rows,
            self._value(history.all_ratings) - rows.averages,
            self.parameters.prior_ratings,
        )

    def _value(self, ratings: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return what stars are worth."""
        values = self.parameters.star_values
        return np.interp(ratings, np.arange(1, len(values) + 1), values).astype(np.float32)

    @cached_property
    def _stand_ins(self) -> StandIns:
        return StandIns(self.books, self.parameters.kernel, self.reading)

    @cached_property
    def _baselines(self) -> NDArray[np.float32]:
        """What is predicted of each book to everybody, in stars, shape (n_books,)."""
        return self._level(self.books.averages)

    def _level(self, averages: NDArray[np.float32]) -> NDArray[np.float32]:
        gain = np.float32(compute_gains(self.parameters.popularity_weight)[0])
        mean = np.float32(self.parameters.mean_rating)
        return mean + gain * (averages - mean)

    def _terms(self, posterior: Posterior, rows: BookRows) -> NDArray[np.float32]:
        """Compute what each history book adds to each prediction, in stars."""
        covariance = self.parameters.kernel.between(rows, posterior.history)
        fits = rows.appeals @ posterior.history.signals.T
        terms = covariance * posterior.weights + fits / np.float32(
            len(posterior.history) + self.parameters.interest_shrinkage
        )
        gain = compute_gains(self.parameters.popularity_weight)[1]
        return np.float32(gain) * terms

    def _predict_unclipped(
        self, posterior: Posterior, candidates: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        taste = self._taste(posterior)
        # One pass over the catalogue is cheaper than gathering most of its rows.
        if 2 * len(candidates) > len(self.books):
            personal = score_tastes([taste], self.books)[0, candidates]
        else:
            personal = score_tastes([taste], self.books.take(candidates))[0]
        gain = np.float32(compute_gains(self.parameters.popularity_weight)[1])
        return np.asarray(self._baselines[candidates] + gain * personal, dtype=np.float32)

    def _taste(self, posterior: Posterior) -> Taste:
        n_signals = len(posterior.history) + self.parameters.interest_shrinkage
        interest = posterior.history.signals.sum(axis=0) / np.float32(n_signals)
        return Taste.of(posterior, self.parameters.kernel, interest)


def _tensors_of(part: BookRows | CoReading, prefix: str = "") -> dict[str, NDArray[Any]]:
    return {prefix + field.name: getattr(part, field.name) for field in fields(part)}
