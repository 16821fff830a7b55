"""Books as points of a plane, to see whether genres lie together."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE

from bookrec.evaluation.results import BookMap

N_BOOKS = 1500
"""The most rated books; more would hide each other and take long."""
GENRES = (
    "Fantasy",
    "Science Fiction",
    "Mystery",
    "Romance",
    "Historical Fiction",
    "Horror",
    "Nonfiction",
    "Classics",
    "Young Adult",
)
"""Genres that say what a book is about, unlike "Fiction" or "Audiobook"."""
OTHER = "other"
PERPLEXITY = 30


def build_book_map(books: pd.DataFrame, book_embeddings: NDArray[np.float32], seed: int) -> BookMap:
    """Lay out the most rated books in two dimensions.

    Source: L. van der Maaten, G. Hinton, "Visualizing data using t-SNE" (2008).

    Args:
        books: The books table.
        book_embeddings: Unit rows, shape (n_books, dim).
        seed: Of the layout.
    """
    most_rated = np.argsort(-books["n_ratings"].to_numpy(), kind="stable")[:N_BOOKS]
    rows = book_embeddings[most_rated]
    n_components = min(30, *rows.shape)
    reduced = PCA(n_components, random_state=seed).fit_transform(rows)
    perplexity = min(PERPLEXITY, (len(rows) - 1) / 3)
    layout = TSNE(perplexity=perplexity, init="pca", random_state=seed).fit_transform(reduced)
    return BookMap(np.asarray(layout, np.float32), _pick_genres(books["genres"].iloc[most_rated]))


def _pick_genres(genres: pd.Series) -> NDArray[np.str_]:
    """Give each book the first of its genres, which come by votes, that is shown."""
    return np.array(
        [next((genre for genre in own if genre in GENRES), OTHER) for own in genres], dtype=str
    )
