"""How likely a user is to read a book next, whatever the rating would be.

Three things tell: which books the readers of the user's books read (item-item weights of a linear
autoencoder), how alike the book is to those the user liked, and whether its author is known to the
user. The predicted rating joins in, since a reader looks for a book to like.
"""

from collections import Counter
from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import NDArray

from bookrec.scoring.model.book_rows import BookRows
from bookrec.scoring.model.history import History

LIKED = 4.0
"""Stars from which a book counts as liked."""
READ_VALUE = 0.4
"""What a book read but not liked counts in the co-reading weights; a liked one counts 1."""
FULL_HISTORY = 20
"""Books of the histories on which the weights of the signs are chosen, at most."""
Some = NDArray[np.int64] | slice
"""Numbers of some books of the catalogue, or all of them."""
EVERY = slice(None)


@dataclass(frozen=True)
class ReadingWeights:
    """What each sign of reading counts in the ranking score.

    Attributes:
        co_reading: Of the item-item weights.
        similarity: Of the mean similarity to the liked books.
        author: Of log(1 + history books by the same author).
        popularity: Of log(1 + training readers).
        rating: Of the predicted rating in stars.
    """

    co_reading: float = 1.0
    similarity: float = 0.0
    author: float = 0.0
    popularity: float = 0.0
    rating: float = 0.0


@dataclass(frozen=True)
class CoReading:
    """Sparse item-item weights, one compressed row per history book.

    Attributes:
        offsets: Row of book b is `offsets[b]:offsets[b + 1]`, shape (n_books + 1,), int64.
        book_nums: Candidates in a row, shape (n_weights,), int32.
        weights: Their weights, shape (n_weights,), float32.
    """

    offsets: NDArray[np.int64]
    book_nums: NDArray[np.int32]
    weights: NDArray[np.float32]

    def score(
        self, book_nums: NDArray[np.int64], values: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """Add up the rows of some books, each times its value, shape (n_books,), float32."""
        scores = np.zeros(len(self.offsets) - 1, dtype=np.float32)
        for book_num, value in zip(book_nums.tolist(), values, strict=True):
            row = slice(self.offsets[book_num], self.offsets[book_num + 1])
            scores[self.book_nums[row]] += value * self.weights[row]
        return scores

    def beside(self, book_nums: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the books that the rows of some books hold, sorted."""
        rows = [
            self.book_nums[self.offsets[num] : self.offsets[num + 1]] for num in book_nums.tolist()
        ]
        return np.unique(np.concatenate([*rows, self.book_nums[:0]])).astype(np.int64)


@dataclass(frozen=True)
class ReadingModel:
    """Scores the whole catalogue as the next book to read.

    Attributes:
        co_reading: Item-item weights.
        log_readers: Log(1 + training users who rated the book), shape (n_books,), float32.
        weights: What each sign counts.
    """

    co_reading: CoReading
    log_readers: NDArray[np.float32]
    weights: ReadingWeights

    @property
    def n_readers(self) -> NDArray[np.int64]:
        """Training users who rated each book, shape (n_books,)."""
        return np.rint(np.expm1(self.log_readers)).astype(np.int64)

    def signs(
        self,
        history: History,
        history_rows: BookRows,
        books: BookRows,
        similarity: NDArray[np.float32],
        predicted_ratings: NDArray[np.float32],
        some: Some = EVERY,
    ) -> NDArray[np.float32]:
        """Compute all signs, in the order of `ReadingWeights`.

        Args:
            history: The user's rated books.
            history_rows: Their rows.
            books: Rows of the books to score.
            similarity: Of each of these with the user's profile, shape (n_some,), float32.
            predicted_ratings: Of these, in stars, shape (n_some,), float32.
            some: Which books of the catalogue these are.

        Returns:
            Shape (5, n_some), float32.
        """
        by_author = np.zeros(len(books), dtype=np.float32)
        authors = history_rows.author_nums[history_rows.author_nums >= 0].tolist()
        for num, count in Counter(authors).items():
            by_author[books.by_author.of(num)] = np.log1p(count)
        co_reading = self.co_reading.score(history.book_nums, compute_read_values(history.ratings))
        return np.stack(
            [co_reading[some], similarity, by_author, self.log_readers[some], predicted_ratings]
        )

    def score(self, signs: NDArray[np.float32]) -> NDArray[np.float32]:
        """Weigh the signs, shape (n_some,), float32."""
        return np.array(astuple(self.weights), dtype=np.float32) @ signs


def compute_co_reading_scale(n_history: int) -> np.float32:
    """Compute what the co-reading of a short history counts more, from 1 to 4.5.

    It is a sum over the history, while the other signs are means: of a single book it would say
    next to nothing against a predicted half star. Scaled by the root, NDCG@10 of 207 validation
    users of the packaged data is 0.318 for one book (0.296 without), 0.350 for two (0.328), 0.399
    for five (0.381), 0.465 for ten (0.460); the power itself, or a quarter, does as well.

    Args:
        n_history: Books of the history; `FULL_HISTORY` or more count as they are.
    """
    return np.float32(np.sqrt(FULL_HISTORY / min(max(n_history, 1), FULL_HISTORY)))


def compute_read_values(ratings: NDArray[np.float32]) -> NDArray[np.float32]:
    """Compute what books count in the co-reading weights, from their stars, shape (n,)."""
    return np.where(ratings >= LIKED, 1.0, READ_VALUE).astype(np.float32)


def compute_profile(history: History, history_rows: BookRows) -> NDArray[np.float32]:
    """Compute the mean features of the liked books, zero without any, shape (dim,), float32."""
    liked = history_rows.features[history.all_ratings >= LIKED]
    return np.asarray(liked.sum(axis=0) / np.float32(max(len(liked), 1)), dtype=np.float32)
