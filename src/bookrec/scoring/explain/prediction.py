"""Will I like it? What is predicted of one book, how sure that is, and what speaks for it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bookrec.scoring.explain.recommendation import Contribution
from bookrec.scoring.model.scorer import RowPredictions
from bookrec.scoring.readers.reader import Reader

_N_EACH = 3
_MIN_STARS = 0.05
"""A term below it changes nothing that is shown."""
_TELLING = 0.15
"""Stars by which a book's average must differ from all books' to speak for or against it."""


@dataclass(frozen=True)
class Prediction:
    """What is predicted of a book.

    `baseline` plus the stars of `contributions` plus `other_contributions` is the prediction before
    it is cut to 1-5 stars.

    Attributes:
        input: The book as the reader names it.
        book_id: Catalogue id; None outside the catalogue.
        title: Title.
        author: First author; "" if unknown.
        predicted_rating: Stars, 1-5; of a book that the reader rated, as if they had not.
        uncertainty: One standard deviation of the reader's own rating around it, in stars.
        speaks_for: Sentences, strongest first.
        speaks_against: Sentences, strongest first.
        notes: What the reader should know of the prediction itself.
        own_rating: The reader's stars, if they rated it.
        baseline: What is predicted for everybody, in stars.
        contributions: The history books that moved the prediction most, largest first.
        other_contributions: What all other history books add, in stars.
    """

    input: str
    book_id: str | None
    title: str
    author: str
    predicted_rating: float
    uncertainty: float
    speaks_for: tuple[str, ...]
    speaks_against: tuple[str, ...]
    notes: tuple[str, ...]
    own_rating: float | None
    baseline: float
    contributions: tuple[Contribution, ...]
    other_contributions: float


@dataclass(frozen=True)
class Asked:
    """A book that is asked for.

    Attributes:
        input: As the reader names it.
        book_id: Catalogue id; None outside the catalogue.
        title: Title.
        author: First author; "" if unknown.
        notes: What the reader should know of the prediction.
        own_rating: The reader's stars, if they rated it.
    """

    input: str
    book_id: str | None
    title: str
    author: str
    notes: tuple[str, ...] = ()
    own_rating: float | None = None


def explain_predictions(
    asked: Sequence[Asked], reader: Reader, predicted: RowPredictions, mean_rating: float
) -> list[Prediction]:
    """Put predictions into words.

    Args:
        asked: The books, n of them.
        reader: Whose history was used.
        predicted: Of these books, in their order.
        mean_rating: Level of all books, in stars.
    """
    return [
        _explain(book, reader, predicted, place, mean_rating) for place, book in enumerate(asked)
    ]


def _explain(
    book: Asked, reader: Reader, predicted: RowPredictions, place: int, mean_rating: float
) -> Prediction:
    terms, baseline = predicted.terms[place], float(predicted.baselines[place])
    parts = _telling_parts(terms, reader)
    above = baseline - mean_rating
    everybody = (f"readers in general give it {baseline:.1f} stars ({above:+.1f})",)
    return Prediction(
        **vars(book),
        predicted_rating=float(predicted.stars[place]),
        uncertainty=float(predicted.deviations[place]),
        speaks_for=(
            *(_describe(part) for part in parts if part.stars > 0),
            *(everybody if above >= _TELLING else ()),
        ),
        speaks_against=(
            *(_describe(part) for part in parts if part.stars < 0),
            *(everybody if above <= -_TELLING else ()),
        ),
        baseline=baseline,
        contributions=parts,
        other_contributions=float(terms.sum(dtype=np.float64)) - sum(part.stars for part in parts),
    )


def _telling_parts(terms: NDArray[np.float32], reader: Reader) -> tuple[Contribution, ...]:
    """Pick the history books that speak most for and most against a book, largest first."""
    order = np.argsort(-np.abs(terms), kind="stable").tolist()
    shown = [place for place in order if terms[place] >= _MIN_STARS][:_N_EACH]
    shown += [place for place in order if terms[place] <= -_MIN_STARS][:_N_EACH]
    ratings = reader.history.all_ratings
    return tuple(
        Contribution(reader.titles[place], float(ratings[place]), float(terms[place]))
        for place in sorted(shown, key=order.index)
    )


def _describe(part: Contribution) -> str:
    plural = "" if part.rating == 1 else "s"
    return f"your {part.rating:g} star{plural} for {part.title} ({part.stars:+.1f})"
