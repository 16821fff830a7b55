from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookrec.data.matching import CatalogIndex, search


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("dostoyevski crime", "Crime and Punishment"),
        ("tolkein two towrs", "The Two Towers"),
        ("HERBERT, MESSIAH", "Dune Messiah"),
        ("miserabl", "Les Misérables"),
        ("saint exupery", "The Little Prince"),
        ("gaiman", "Good Omens"),
        ("1984", "1984"),
        ("هدایت", "بوف کور"),
    ],
)
def test_finds_by_title_or_author_with_typing_errors(index: CatalogIndex, query: str, first: str):
    book_num, score = search(query, index)[0]
    assert index.titles[book_num] == first
    assert 0.5 < score <= 1


def test_the_very_title_comes_first(make_index: Callable[..., CatalogIndex]):
    index = make_index(
        [
            ("The Old Man and the Sea", "Ernest Hemingway", 900_000),
            ("The Sea, the Sea", "Iris Murdoch", 20_000),
        ]
    )
    assert [num for num, _ in search("the sea, the sea", index)] == [1, 0]
    assert len(search("the sea, the sea", index, n=1)) == 1


def test_ties_go_to_the_better_known_book(index: CatalogIndex):
    assert [index.n_ratings[num] for num, _ in search("inferno", index)] == [350_000, 130_000]


def test_at_most_n_best_first(index: CatalogIndex):
    hits = search("the prince of clockwork", index, n=3)
    assert len(hits) == 3
    assert search("dune", index, n=0) == []


@pytest.mark.parametrize("query", ["", "   ", "qqqqzzzz", "\x00", "💥"])
def test_nothing_found_is_an_empty_list(index: CatalogIndex, query: str):
    assert search(query, index) == []


@given(st.text(max_size=200), st.integers(0, 30))
def test_any_query_gives_valid_books(index: CatalogIndex, query: str, n: int):
    hits = search(query, index, n)
    assert len(hits) <= n
    assert len({num for num, _ in hits}) == len(hits)
    assert all(0 <= num < len(index) and 0 < score <= 1.0001 for num, score in hits)


def test_an_isbn_finds_its_book_alone(index: CatalogIndex):
    assert search("0-441-17271-7", index) == [(0, 1.0)]
    assert search("9780140449136", index) == []
