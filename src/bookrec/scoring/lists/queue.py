"""Which of the books that a reader means to read should be next."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bookrec.scoring.catalog.catalog import Catalog
from bookrec.scoring.explain.prediction import Prediction
from bookrec.scoring.explain.recommendation import Reason, Recommendation
from bookrec.scoring.readers.predict import BookPredictor
from bookrec.scoring.readers.reader import Reader, ToRead

_ON_SHELF = "on your to-read shelf"
_OUT_OF_ORDER = "not the next of its series"


@dataclass(frozen=True)
class Queue:
    """The books that a reader means to read, best first.

    Attributes:
        predictions: Books of which something is known by predicted stars, then the others.
        n_to_read: Books that the reader means to read and has not read, before any wishes.
    """

    predictions: tuple[Prediction, ...]
    n_to_read: int


def rank_queue(
    predictor: BookPredictor,
    meeting_wishes: NDArray[np.bool_] | None = None,
    n: int | None = None,
) -> Queue:
    """Rank what a reader means to read.

    Args:
        predictor: Of the reader.
        meeting_wishes: Books of the catalogue to choose from, shape (n_books,). None for no wishes;
            only then books outside the catalogue are ranked, of which nobody can tell.
        n: Books wanted; all by default.

    Returns:
        The queue; of two editions that the reader named, one.
    """
    reader, catalog = predictor.reader, predictor.catalog
    waiting = _waiting(reader)
    asked = [
        each
        for each in waiting
        if meeting_wishes is None or (each.num is not None and meeting_wishes[each.num])
    ]
    predictions = predictor.predict(
        [each.book for each in asked],
        [each.num for each in asked],
        [each.why for each in asked],
    )
    order = sorted(
        range(len(asked)),
        key=lambda place: (
            _nothing_is_known(asked[place], predictor),
            -predictions[place].predicted_rating,
            predictions[place].input,
        ),
    )
    on_offer = catalog.series_index.on_offer(reader.known_nums)
    ranked = [_noting_order(predictions[at], asked[at], on_offer, catalog) for at in order[:n]]
    return Queue(tuple(ranked), len(waiting))


def mark_to_read(
    recommendations: Sequence[Recommendation], book_nums: NDArray[np.int64], reader: Reader
) -> tuple[Recommendation, ...]:
    """Mark the recommended books that the reader means to read, and give that as a reason.

    Args:
        recommendations: A list, n books.
        book_nums: Their numbers, shape (n,).
        reader: Whose list it is.
    """
    waiting = {each.num for each in reader.to_read}
    return tuple(
        replace(
            book,
            is_to_read=True,
            reasons=(_ON_SHELF, *book.reasons),
            why=(Reason("shelf", _ON_SHELF), *book.why),
        )
        if num in waiting
        else book
        for book, num in zip(recommendations, book_nums.tolist(), strict=True)
    )


def _waiting(reader: Reader) -> list[ToRead]:
    """The books to read that were not read, each once."""
    known = set(reader.known_nums.tolist())
    once = {each.book.label if each.num is None else each.num: each for each in reader.to_read}
    return [each for each in once.values() if each.num not in known]


def _nothing_is_known(each: ToRead, predictor: BookPredictor) -> bool:
    return each.num is None and not (each.book.description or predictor.knows_author(each.book))


def _noting_order(
    prediction: Prediction,
    each: ToRead,
    on_offer: NDArray[np.bool_],
    catalog: Catalog,
) -> Prediction:
    if each.num is None or on_offer[each.num]:
        return prediction
    volume, series = (catalog.cell(name, each.num) for name in ("volume", "series"))
    where = f" ({series} #{volume:g})" if series and volume is not None else ""
    return replace(prediction, notes=(*prediction.notes, _OUT_OF_ORDER + where))
