"""The head's input: text embeddings and genre indicators side by side."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

RARE_GENRES = "(rare genres)"
"""Name of the column that pools the genres of too few books."""


def genre_indicators(
    genres: Iterable[Sequence[str]], min_books: int
) -> tuple[NDArray[np.uint8], list[str]]:
    """Mark which genres each book has, with rare genres pooled into one column.

    Args:
        genres: The genres of each book.
        min_books: Genres of fewer books share the column `RARE_GENRES`, >= 1.

    Returns:
        Indicators 0 or 1, shape (n_books, n_genres), uint8, and the columns' names: genres in
        alphabetical order, then `RARE_GENRES` (always there, so that a width means one thing).
    """
    books = [set(book) for book in genres]
    n_books_of = Counter(genre for book in books for genre in book)
    names = sorted(genre for genre, count in n_books_of.items() if count >= min_books)
    column_of = {genre: column for column, genre in enumerate(names)}
    indicators = np.zeros((len(books), len(names) + 1), np.uint8)
    for row, book in enumerate(books):
        indicators[row, [column_of.get(genre, len(names)) for genre in book]] = 1
    return indicators, [*names, RARE_GENRES]


@dataclass(frozen=True)
class BookFeatures:
    """The features of all books, built for those that are asked for: all at once are 6 KB each.

    Attributes:
        series: As for `build_features`, as are the others; files mapped into memory will do.
        author: Of each book.
        description: Of each book.
        genres: Of each book.
    """

    series: NDArray[np.float32]
    author: NDArray[np.float32]
    description: NDArray[np.float32]
    genres: NDArray[np.uint8]

    @property
    def shape(self) -> tuple[int, int]:
        """Books and features."""
        fields = (self.series, self.author, self.description, self.genres)
        return len(self.genres), sum(field.shape[1] for field in fields)

    def __len__(self) -> int:
        """Count the books."""
        return len(self.genres)

    def __getitem__(self, rows: Any, /) -> NDArray[np.float32]:  # noqa: ANN401 - as of an array
        """Build the features of some books: a slice, numbers or a mask."""
        return build_features(
            self.series[rows], self.author[rows], self.description[rows], self.genres[rows]
        )


def build_features(
    series: NDArray[np.float32],
    author: NDArray[np.float32],
    description: NDArray[np.float32],
    genres: NDArray[np.uint8],
) -> NDArray[np.float32]:
    """Join the fields into one row per book: series, author, description, genres.

    Text rows have unit length already; genre rows are brought to it. So every field a book has
    weighs the same, and the dot product of two rows is the sum of the fields' cosine similarities.
    A missing field stays zero and adds nothing.

    Args:
        series: Text embeddings, shape (n_books, dim), unit or zero rows.
        author: The same for authors.
        description: The same for descriptions.
        genres: Indicators 0 or 1, shape (n_books, n_genres).

    Returns:
        Features, shape (n_books, 3 * dim + n_genres), float32.
    """
    n_genres = genres.sum(axis=1, keepdims=True, dtype=np.float32)
    unit_genres = genres / np.sqrt(np.maximum(n_genres, 1))
    return np.hstack([series, author, description, unit_genres]).astype(np.float32, copy=False)


def description_columns(dim: int) -> slice:
    """Return which columns of the features hold the description's text embedding."""
    return slice(2 * dim, 3 * dim)
