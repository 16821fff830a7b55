"""All books as points of a plane: along the two axes on which the genres differ most."""

import json

import numpy as np

from bookrec.scoring.recommender import Recommender

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
    "Childrens",
)
"""Genres that say what a book is about; each has a colour of its own on the page."""
_MAX_BOOKS = 20_000
"""The most rated ones: more points than that cannot be told apart, and take long to send."""

_MARGIN = 0.03


def draw_map(recommender: Recommender) -> bytes:
    """Lay out the books, as a JSON document.

    The axes are the first two principal axes of the genres' mean embeddings, so that what lies
    apart on the map differs in genre; books near each other need not be alike in other ways.

    Returns:
        `genres`, and for each book id, title, author, x and y (nearly all 0-1), and the number of
        its genre, -1 for none of them.
    """
    catalog = recommender.catalog
    shown = np.sort(np.argsort(-catalog.n_ratings, kind="stable")[:_MAX_BOOKS])
    rows = np.asarray(recommender.book_embeddings[shown], dtype=np.float32)
    genres = np.array([_genre_of(catalog.cell("genres", num) or []) for num in shown.tolist()])
    present = [number for number in range(len(GENRES)) if np.any(genres == number)]
    means = np.array([rows[genres == number].mean(axis=0) for number in present])
    if len(means) < 3:
        means = rows
    _, _, axes = np.linalg.svd(means - means.mean(axis=0), full_matrices=False)
    places = (rows - rows.mean(axis=0)) @ axes[:2].T
    low, high = np.percentile(places, [0.5, 99.5], axis=0)
    places = _MARGIN + (1 - 2 * _MARGIN) * (places - low) / np.maximum(high - low, 1e-6)
    points = [
        [
            catalog.cell("book_id", num),
            catalog.cell("title", num),
            catalog.cell("author", num),
            round(float(x), 4),
            round(float(y), 4),
            int(genre),
        ]
        for num, (x, y), genre in zip(shown.tolist(), places, genres, strict=True)
    ]
    text = json.dumps({"genres": GENRES, "books": points}, ensure_ascii=False)
    return text.encode("utf-8", errors="replace")


def _genre_of(genres: list[str]) -> int:
    return next((GENRES.index(genre) for genre in genres if genre in GENRES), -1)
