"""Kinds that a reader reads or does not."""

from collections.abc import Callable

import numpy as np
import pytest

from bookrec.scoring.catalog.catalog import Catalog
from bookrec.scoring.lists.kinds import Kinds

BOOKS = (
    {"title": "a", "genres": ["Mystery", "Fiction"]},
    {"title": "b", "genres": ["Fiction"]},
    {"title": "c", "genres": ["Picture Books", "Fiction"]},
    {"title": "d", "genres": ["Nonfiction", "Fiction"]},
    {"title": "e", "genres": []},
)


@pytest.fixture
def kinds(make_catalog: Callable[..., Catalog]) -> Kinds:
    return Kinds(make_catalog(*BOOKS), np.ones(5, dtype=np.float32))


def test_of_a_stranger_nothing_is_known(kinds: Kinds) -> None:
    assert kinds.weigh(np.zeros(0, dtype=np.int64)).tolist() == [1, 1, 1, 1, 1]


def test_a_kind_that_the_reader_never_reads_counts_less(kinds: Kinds) -> None:
    """Two novels and one book of everybody's kinds: of each other kind a third of its share."""
    factors = kinds.weigh(np.array([0, 1]))
    assert factors.tolist() == pytest.approx([1, 1, 1 / 3, 1 / 3, 1])


def test_one_book_of_a_kind_opens_it(kinds: Kinds) -> None:
    assert kinds.weigh(np.array([0, 1, 2]))[2] == 1


def test_a_catalogue_without_genres(make_catalog: Callable[..., Catalog]) -> None:
    bare = Kinds(make_catalog({"title": "a"}, {"title": "b"}), np.zeros(2, dtype=np.float32))
    assert bare.weigh(np.array([0])).tolist() == [1, 1]
