"""Predictions of books that a reader names, in the catalogue or not."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bookrec.data.history import RatedBook
from bookrec.data.text.authors import normalize_author
from bookrec.scoring.catalog.catalog import Catalog
from bookrec.scoring.explain.prediction import Asked, Prediction, explain_predictions
from bookrec.scoring.model.history import NO_HISTORY, History
from bookrec.scoring.model.scorer import Scorer
from bookrec.scoring.readers.outside import describe_outside
from bookrec.scoring.readers.reader import Encode, Reader

_SAMPLE = 1_000
_WITHOUT_TEXT = "not in the catalogue: judged by its author alone, as nothing says what it is about"
_UNKNOWN = "not in the catalogue, and neither is its author: no more than a guess for any book"
_BY_TEXT = "not in the catalogue: judged by its author and by what you say it is about"


@dataclass(frozen=True)
class BookPredictor:
    """Predicts for one reader.

    Attributes:
        catalog: The books.
        scorer: The tuned scorer.
        encode: The text encoder, loaded only for books outside the catalogue that are described.
        reader: Whose ratings are used.
    """

    catalog: Catalog
    scorer: Scorer
    encode: Encode | None
    reader: Reader

    def predict(
        self, books: Sequence[RatedBook], nums: Sequence[int | None], misses: Sequence[str]
    ) -> list[Prediction]:
        """Predict books.

        Args:
            books: As the reader names them.
            nums: Their numbers in the catalogue; None outside.
            misses: Why they are not in the catalogue; "" where they are.

        Returns:
            One prediction per book, in their order.
        """
        found: dict[int, Prediction] = {}
        inside = [place for place, num in enumerate(nums) if num is not None]
        rated = [place for place in inside if self._own_rating(nums[place]) is not None]
        unrated = [place for place in inside if place not in set(rated)]
        for places in (unrated, *([place] for place in rated)):
            chosen = np.array([nums[place] for place in places], dtype=np.int64)
            predictions = self._predict_inside([books[place] for place in places], chosen)
            found.update(zip(places, predictions, strict=True))
        outside = [place for place, num in enumerate(nums) if num is None]
        predictions = self._predict_outside(
            [books[place] for place in outside], [misses[place] for place in outside]
        )
        found.update(zip(outside, predictions, strict=True))
        return [found[place] for place in range(len(books))]

    def knows_author(self, book: RatedBook) -> bool:
        """Whether the catalogue has a book by the author."""
        return bool(self.catalog.index.by_author_key.find(normalize_author(book.author)))

    def _predict_inside(
        self, books: Sequence[RatedBook], nums: NDArray[np.int64]
    ) -> list[Prediction]:
        """Predict books of the catalogue, either one that the reader rated or some they did not."""
        if not len(nums):
            return []
        reader = _without(self.reader, int(nums[0]))
        asked = [
            Asked(
                input=book.label,
                book_id=self.catalog.cell("book_id", num),
                title=self.catalog.cell("title", num),
                author=self.catalog.cell("author", num),
                own_rating=self._own_rating(num),
            )
            for book, num in zip(books, nums.tolist(), strict=True)
        ]
        predicted = self.scorer.predict_rows(reader.history, self.scorer.books.take(nums))
        return explain_predictions(asked, reader, predicted, self.scorer.parameters.mean_rating)

    def _predict_outside(
        self, books: Sequence[RatedBook], misses: Sequence[str]
    ) -> list[Prediction]:
        if not books:
            return []
        described = any(book.description for book in books)
        extra = describe_outside(
            books,
            self.catalog.index,
            self.scorer.author_nums,
            self.encode if described else None,
            self.scorer.text_map.shape[0],
        )
        rows = self.scorer.rows_of(replace(NO_HISTORY, extra=extra))
        asked = [
            Asked(book.label, None, book.title, book.author, (_note(book, known), miss))
            for book, known, miss in zip(books, extra.author_nums >= 0, misses, strict=True)
        ]
        predicted = self.scorer.predict_rows(self.reader.history, rows)
        # Less is known of such a book than its few zeros would say.
        sureness = np.maximum(predicted.deviations, self._deviation_of_strangers)
        is_vague = [not book.description for book in books]
        predicted = predicted._replace(
            deviations=np.where(is_vague, sureness, predicted.deviations)
        )
        mean_rating = self.scorer.parameters.mean_rating
        return explain_predictions(asked, self.reader, predicted, mean_rating)

    @property
    def _deviation_of_strangers(self) -> np.float32:
        """How far off predictions are on average to somebody of whom nothing is known, in stars."""
        some = self.scorer.books.take(slice(None, None, 1 + len(self.scorer.books) // _SAMPLE))
        return np.float32(self.scorer.predict_rows(NO_HISTORY, some).deviations.mean())

    def _own_rating(self, num: int | None) -> float | None:
        places = np.flatnonzero(self.reader.history.book_nums == num)
        return float(self.reader.history.ratings[places[0]]) if len(places) else None


def _note(book: RatedBook, author_is_known: bool) -> str:
    if book.description:
        return _BY_TEXT
    return _WITHOUT_TEXT if author_is_known else _UNKNOWN


def _without(reader: Reader, num: int) -> Reader:
    """Leave one book out of a reader's history; the same reader where it is not in it."""
    history = reader.history
    kept = np.flatnonzero(history.book_nums != num)
    if len(kept) == len(history.book_nums):
        return reader
    outside = reader.titles[len(history.book_nums) :]
    return replace(
        reader,
        history=History(history.book_nums[kept], history.ratings[kept], history.extra),
        titles=(*(reader.titles[place] for place in kept.tolist()), *outside),
    )
