"""Which books form a series."""

from collections.abc import Callable

import numpy as np
import pytest

from bookrec.data.text.titles import series_key
from bookrec.scoring.catalog.catalog import Catalog
from bookrec.scoring.catalog.series_names import is_collection, split_shared_names, without_order


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("The Wheel of Time", "Wheel of Time"),
        ("The Chronicles of Narnia (Publication Order)", "Chronicles of Narnia"),
        ("Foundation Publication Order", "Foundation"),
        ("The Farseer Trilogy", "Farseer"),
    ],
)
def test_spellings_of_one_series_share_a_key(left: str, right: str) -> None:
    assert series_key(without_order(left)) == series_key(without_order(right))


@pytest.mark.parametrize(
    "name", ["The", "The Trilogy", "Reading Order", "(Untitled)", "ねじまき鳥"]
)
def test_no_series_key_is_empty(name: str) -> None:
    assert series_key(without_order(name))


def test_collections_call_themselves_so() -> None:
    assert is_collection("The Hunger Games Trilogy Boxset")
    assert is_collection("Harry Potter Boxed Set, Books 1-5")
    assert not is_collection("The Box")
    assert not is_collection("Complicated Collector")


def test_two_authors_numbering_one_volume_are_two_series() -> None:
    nan = np.nan
    series = np.array([0, 0, 0, 1, 1, -1, 2, 2])
    authors = np.array([5, 6, 6, 5, 6, 5, 5, 6])
    volumes = np.array([1, 1, 2, 1, 2, nan, nan, nan])
    numbers = split_shared_names(series, authors, volumes)
    assert numbers[0] != numbers[1] == numbers[2]  # "Secret" #1 by two authors
    assert numbers[3] == numbers[4]  # writers who take turns
    assert numbers[5] == -1
    assert numbers[6] == numbers[7]  # unnumbered: no clash


def test_a_book_named_like_its_authors_series_holds_it(
    make_catalog: Callable[..., Catalog],
) -> None:
    catalog = make_catalog(
        {"title": "All the Pretty Horses", "series": "The Border Trilogy", "volume": 1},
        {"title": "The Crossing", "series": "The Border Trilogy", "volume": 2},
        {"title": "The Border Trilogy"},
        {"title": "The Border Trilogy", "book_id": "other", "author": "An Other"},
    )
    index = catalog.series_index
    horses, trilogy, other = catalog.find(["All the Pretty Horses", "The Border Trilogy", "other"])
    assert not index.openers[trilogy]
    assert index.openers[other]
    assert not index.on_offer(np.array([trilogy]))[horses]


def test_an_unnumbered_box_set_holds_its_series(make_catalog: Callable[..., Catalog]) -> None:
    catalog = make_catalog(
        {"title": "One", "series": "Numbers", "volume": 1},
        {"title": "Two", "series": "Numbers", "volume": 2},
        {"title": "Numbers Box Set", "series": "Numbers"},
    )
    box = catalog.find(["Numbers Box Set"])
    assert not catalog.series_index.on_offer(box)[catalog.find(["One", "Two"])].any()
