"""What a reader asks for."""

from collections.abc import Callable

import numpy as np
import pytest

from bookrec.errors import ConfigError, NotFoundError
from bookrec.scoring.catalog.catalog import Catalog
from bookrec.scoring.lists.audience import Audience
from bookrec.scoring.lists.filters import NO_FILTER, BookFilter, Range, apply_filter, parse_range


@pytest.fixture
def catalog(make_catalog: Callable[..., Catalog]) -> Catalog:
    return make_catalog(
        {
            "title": "a",
            "author": "Ursula K. Le Guin",
            "genres": ["Science Fiction", "Classics"],
            "language": "English",
            "pages": 300,
            "year": 1969,
            "n_ratings": 90_000,
        },
        {"title": "b", "author": "Homer", "genres": ["Classics"], "year": -800, "pages": 541},
        {"title": "c", "author": "Jo Nesbø", "genres": ["Crime"], "language": "Norwegian"},
        {"title": "d", "genres": None, "year": 2001, "n_ratings": 5},
    )


@pytest.mark.parametrize(
    ("wishes", "expected"),
    [
        (NO_FILTER, "abcd"),
        (BookFilter(genres=["classics"]), "ab"),
        (BookFilter(genres=["Classics", "science-fiction"]), "a"),
        (BookFilter(not_genres=["Classics"]), "cd"),
        (BookFilter(languages=["english", "Norwegian"]), "ac"),
        (BookFilter(authors=["le guin"]), "a"),
        (BookFilter(authors=["Nesbo", "Homer"]), "bc"),
        (BookFilter(not_authors=["Homer"]), "acd"),
        (BookFilter(pages=Range(300, 400)), "a"),
        (BookFilter(pages=Range(high=541)), "ab"),
        (BookFilter(years=Range(1990)), "d"),
        (BookFilter(years=Range(high=0)), "b"),
        (BookFilter(min_ratings=100), "abc"),
        (BookFilter(max_ratings=100), "bcd"),
        (BookFilter(genres=["sci-fi"]), "a"),
        (BookFilter(genres=["Klassiker"]), "ab"),
        (BookFilter(languages=["en", "Norsk"]), "ac"),
        (BookFilter(age=9), ""),
        (BookFilter(age=18), "abcd"),
        (BookFilter(audience=Audience.ADULT), "abc"),
        (BookFilter(genres=["Classics"], years=Range(1900)), "a"),
        (BookFilter(authors=["Homer"], not_authors=["Homer"]), ""),
    ],
)
def test_wishes(catalog: Catalog, wishes: BookFilter, expected: str) -> None:
    passed = np.flatnonzero(apply_filter(catalog, wishes))
    assert "".join(catalog.cell("title", num) for num in passed) == expected


@pytest.mark.parametrize(
    ("wishes", "nearest"),
    [
        (BookFilter(genres=["Sience Fiction"]), "Science Fiction"),
        (BookFilter(not_genres=["Crimes"]), "Crime"),
        (BookFilter(languages=["Norwegain"]), "Norwegian"),
        (BookFilter(authors=["Ursula Le Gwin"]), "ursula"),
    ],
)
def test_unknown_names_are_told_with_the_nearest(
    catalog: Catalog, wishes: BookFilter, nearest: str
) -> None:
    with pytest.raises(NotFoundError, match=f"nearest: .*{nearest}"):
        apply_filter(catalog, wishes)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("100-400", Range(100, 400)),
        ("100–400", Range(100, 400)),
        ("100-", Range(100, None)),
        ("-400", Range(None, 400)),
        ("1984", Range(1984, 1984)),
        ("-800..-300", Range(-800, -300)),
        ("..-300", Range(None, -300)),
        (" 1990 - 2020 ", Range(1990, 2020)),
    ],
)
def test_parse_range(text: str, expected: Range) -> None:
    assert parse_range(text, "--year") == expected


@pytest.mark.parametrize("text", ["", "-", "..", "long", "400-100", "1-2-3"])
def test_parse_range_refuses(text: str) -> None:
    with pytest.raises(ConfigError, match="--pages"):
        parse_range(text, "--pages")
