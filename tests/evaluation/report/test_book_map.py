import numpy as np
import pandas as pd

from bookrec.evaluation.report.book_map import OTHER, build_book_map


def test_similar_books_lie_together(books: pd.DataFrame, embeddings: np.ndarray) -> None:
    book_map = build_book_map(books, embeddings, seed=0)
    fantasy = book_map.genres == "Fantasy"
    assert set(book_map.genres) == {"Fantasy", OTHER}
    assert fantasy.sum() == len(books) / 2
    distances = np.linalg.norm(book_map.points[:, None] - book_map.points[None], axis=2)
    np.fill_diagonal(distances, np.inf)
    nearest = distances.argmin(axis=1)
    assert (fantasy[nearest] == fantasy).mean() > 0.9


def test_the_map_is_reproducible(books: pd.DataFrame, embeddings: np.ndarray) -> None:
    first, second = (build_book_map(books, embeddings, seed=3) for _ in range(2))
    np.testing.assert_array_equal(first.points, second.points)
