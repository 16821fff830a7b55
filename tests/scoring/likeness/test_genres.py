"""Genres as numbers."""

from collections.abc import Callable

import pytest

from bookrec.scoring.catalog.catalog import Catalog
from bookrec.scoring.likeness.genres import Genres
from bookrec.scoring.likeness.lexicon import Notion


@pytest.fixture
def genres(make_catalog: Callable[..., Catalog]) -> Genres:
    return Genres(
        make_catalog(
            {"title": "a", "genres": ["Fiction", "Dragons"], "pages": 100},
            {"title": "b", "genres": ["Fiction"], "pages": 500},
            {"title": "c", "genres": ["Dragons", "Fiction"]},
            {"title": "d", "genres": []},
        )
    )


def test_a_rare_genre_says_more_and_an_early_one_too(genres: Genres) -> None:
    scores = genres.score(Notion("dragons", ("Dragons", "Fiction")))
    assert scores[2] > scores[0] > scores[1] > 0
    assert scores[3] == 0


def test_length_can_be_asked_for(genres: Genres) -> None:
    scores = genres.score(Notion("short", ("Dragons",), max_pages=200))
    assert scores[0] > 0
    assert scores[1:].tolist() == [0, 0, 0]


def test_books_of_the_same_genres_are_most_alike(genres: Genres) -> None:
    assert genres.compare(0).tolist() == pytest.approx([1, 0.38, 1, 0], abs=0.01)
    assert genres.shared(0, [1, 2]) == ["Dragons", "Fiction"]


def test_plainly_of_a_notion(genres: Genres) -> None:
    assert genres.is_plainly(Notion("dragons", ("Dragons",))).tolist() == [True, False, True, False]
