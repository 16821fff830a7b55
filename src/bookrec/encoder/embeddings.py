"""Embed the texts of a catalogue."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from bookrec.encoder.cache import EmbeddingCache
from bookrec.encoder.features import genre_indicators
from bookrec.encoder.text_embeddings import TextEmbeddings
from bookrec.encoder.texts import TEXT_FIELDS, book_texts
from bookrec.encoder.transformer import EncodedTexts, Encoder
from bookrec.engine import Engine


@dataclass(frozen=True)
class TextCounts:
    """What was encoded.

    Attributes:
        n_unique: Different texts in all fields.
        n_cached: How many of these came from the cache.
        n_truncated: How many of these were cut at the model's limit.
    """

    n_unique: int
    n_cached: int
    n_truncated: int


def embed_books(
    books: pd.DataFrame,
    encoder: Encoder,
    min_genre_books: int,
    cache: EmbeddingCache | None = None,
    progress: Callable[[int, int], None] | None = None,
    engine: Engine | None = None,
) -> tuple[TextEmbeddings, TextCounts]:
    """Encode series, author and description of every book, and mark its genres and tags.

    All fields go through the encoder together, book by book, so that progress is even.

    Args:
        books: The books table.
        encoder: The loaded encoder.
        min_genre_books: Genres and tags of fewer books are pooled into one column.
        cache: From `encoder.open_cache`.
        progress: Called with (books' worth of texts done, number of books).
        engine: Where texts are embedded; by default here.

    Returns:
        The embeddings, which do not depend on the cache, and how they came about, which does.

    Raises:
        ArtifactError: If the cache cannot be read or written.
    """
    n_books = len(books)

    def report(done: int, total: int) -> None:
        if progress is not None:
            progress(n_books * done // total, n_books)

    return arrange_books(
        books, encoder.encode_all(texts_of(books), report, cache, engine), min_genre_books
    )


def texts_of(books: pd.DataFrame) -> list[str]:
    """Return the texts of all fields, book by book."""
    return [text for book in zip(*book_texts(books).values(), strict=True) for text in book]


def arrange_books(
    books: pd.DataFrame, encoded: EncodedTexts, min_genre_books: int
) -> tuple[TextEmbeddings, TextCounts]:
    """Put the vectors of `texts_of` in their places, and mark the genres.

    Args:
        books: The books table.
        encoded: Vectors of `texts_of(books)`.
        min_genre_books: Genres of fewer books are pooled into one column.
    """
    by_field = encoded.vectors.reshape(len(books), len(TEXT_FIELDS), -1).swapaxes(0, 1)
    marks = [[*genres, *tags] for genres, tags in zip(books["genres"], books["tags"], strict=True)]
    genres, genre_names = genre_indicators(marks, min_genre_books)
    embeddings = TextEmbeddings(
        book_ids=books["book_id"].tolist(),
        **dict(zip(TEXT_FIELDS, by_field, strict=True)),
        genres=genres,
        genre_names=genre_names,
    )
    return embeddings, TextCounts(encoded.n_unique, encoded.n_cached, encoded.n_truncated)
