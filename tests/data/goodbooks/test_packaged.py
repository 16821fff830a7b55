"""The data that come with the package."""

import pytest

from bookrec.data.dataset import Dataset
from bookrec.data.packaged import packaged_folder


@pytest.fixture(scope="module")
def packaged() -> Dataset:
    return Dataset.load("goodbooks")


def test_all_books_and_whole_histories_are_there(packaged: Dataset) -> None:
    assert (packaged.n_books, packaged.n_users, len(packaged.ratings)) == (10_000, 2_161, 241_189)
    assert packaged.report.to_dict()["dropped"] == {}
    assert (packaged.books["description"] != "").sum() == 472


def test_most_books_have_genres_and_the_guessed_ones_are_marked(packaged: Dataset) -> None:
    has_genres = packaged.books["genres"].str.len() > 0
    inferred = packaged.books["genres_inferred"]
    assert (has_genres & ~inferred).sum() == 9003
    assert 700 < inferred.sum() < 997
    assert (packaged.books["tags"].str.len() > 0).sum() > 6000


def test_no_shelf_is_a_genre(packaged: Dataset) -> None:
    names = set(packaged.books["genres"].explode()) | set(packaged.books["tags"].explode())
    assert not names & {"to-read", "owned", "Owned", "favorites", "Audiobook", "read-in-2015"}


def test_the_licence_and_the_author_are_named_beside_the_data() -> None:
    licence = (packaged_folder() / "LICENSE").read_text(encoding="utf-8")
    assert "Zygmunt Zając" in licence
    assert "Attribution-ShareAlike 4.0" in licence
