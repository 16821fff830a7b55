"""Lists of what an index proposes, against lists of all books."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from tests.scoring.scorers import N_BOOKS, make_history, make_scorer

from bookrec.data.history import RatedBook
from bookrec.scoring.catalog.catalog import Catalog
from bookrec.scoring.index import BookIndex, ExactIndex, open_index, write_index
from bookrec.scoring.lists.candidates import propose_books
from bookrec.scoring.lists.filters import BookFilter
from bookrec.scoring.model.history import History
from bookrec.scoring.recommender import Recommender

SCORER = make_scorer()
# Enough readers of every book, so that no other book stands in for it.
SCORER = replace(SCORER, reading=replace(SCORER.reading, log_readers=np.full(N_BOOKS, 7, "f4")))
EVERYTHING = np.ones(N_BOOKS, dtype=bool)
HISTORY = make_history(4)
READER = [RatedBook(book_id=f"{num:02d}", rating=stars) for num, stars in ((0, 5), (1, 2), (2, 4))]


@dataclass
class Finds:
    """An index that finds the same books for everybody, and remembers how many were asked for."""

    nums: Sequence[int]
    asked: int | None = None

    def propose(self, factors: np.ndarray, n: int) -> np.ndarray:
        self.asked = n
        return np.array(self.nums, dtype=np.int64)


def make_recommender(make_catalog: Callable[..., Catalog], index: BookIndex | None) -> Recommender:
    books = [
        {"title": f"Book {num:02d}", "book_id": f"{num:02d}", "author": f"Author {num}"}
        | {"genres": ["Rare"] if num == 29 else ["Common"]}
        for num in range(N_BOOKS)
    ]
    rows = SCORER.books.features / np.linalg.norm(SCORER.books.features, axis=1, keepdims=True)
    return Recommender(make_catalog(*books), SCORER, rows, index=index)


def test_what_a_linear_index_cannot_know_is_proposed() -> None:
    books, reading = SCORER.books, SCORER.reading.co_reading
    expected = {20, *reading.book_nums[: reading.offsets[4]].tolist()}
    for nums in (books.author_nums, books.series_nums):
        own = nums[:4][nums[:4] >= 0]
        expected.update(np.flatnonzero(np.isin(nums, own)).tolist())
    assert 3 < len(expected) < N_BOOKS
    found = propose_books(Finds([20]), SCORER, HISTORY, EVERYTHING, 5)
    assert found is not None
    assert found.tolist() == sorted(expected)


def test_only_what_is_on_offer_is_proposed_and_more_is_asked_for() -> None:
    allowed = EVERYTHING.copy()
    allowed[10:20] = False
    index = Finds(range(N_BOOKS))
    np.testing.assert_array_equal(
        propose_books(index, SCORER, HISTORY, EVERYTHING, 5), np.arange(N_BOOKS)
    )
    asked = index.asked
    assert asked is not None
    np.testing.assert_array_equal(
        propose_books(index, SCORER, HISTORY, allowed, 5), np.flatnonzero(allowed)
    )
    assert index.asked == asked * 3 / 2
    propose_books(index, SCORER, HISTORY, EVERYTHING, 500)
    assert index.asked == 4000


def test_where_few_books_are_on_offer_all_are_scored() -> None:
    index, allowed = Finds([]), np.arange(N_BOOKS) > N_BOOKS - 3
    np.testing.assert_array_equal(propose_books(index, SCORER, HISTORY, allowed, 5), [28, 29])
    assert index.asked is None


def test_where_few_share_the_history_all_books_are_scored() -> None:
    unread = replace(SCORER, reading=replace(SCORER.reading, log_readers=np.zeros(N_BOOKS, "f4")))
    index = Finds([])
    assert propose_books(index, unread, HISTORY, EVERYTHING, 5) is None
    assert index.asked is None


def test_proposed_books_are_scored_exactly(make_catalog: Callable[..., Catalog]) -> None:
    everything = {
        made.book_id: made for made in make_recommender(make_catalog, None).recommend(READER, 25)
    }
    some = make_recommender(make_catalog, Finds([25, 26, 27, 28])).recommend(READER, 3)
    assert len(some) == 3
    for made in some:
        assert made.score == pytest.approx(everything[made.book_id].score, abs=1e-5)
        assert made.predicted_rating == everything[made.book_id].predicted_rating


def test_a_list_that_the_proposed_do_not_fill_is_made_of_all(
    make_catalog: Callable[..., Catalog],
) -> None:
    short = make_recommender(make_catalog, Finds([25]))
    assert short.recommend(READER, 25) == make_recommender(make_catalog, None).recommend(READER, 25)


@pytest.mark.parametrize(
    "options", [{"like": RatedBook(book_id="07")}, {"wishes": BookFilter(genres=["Rare"])}]
)
def test_likeness_and_narrow_wishes_need_no_index(
    make_catalog: Callable[..., Catalog], options: dict
) -> None:
    index = Finds([])
    found = make_recommender(make_catalog, index).recommend(READER, 1, **options)
    expected = make_recommender(make_catalog, None).recommend(READER, 1, **options)
    assert [book.book_id for book in found] == [book.book_id for book in expected]
    assert index.asked is None


def test_a_store_gives_the_lists_of_exact_search(
    make_catalog: Callable[..., Catalog], tmp_path: Path
) -> None:
    uri = f"lancedb://{tmp_path / 'index'}"
    write_index(uri, SCORER.linear_columns(), "this result")
    stored = make_recommender(make_catalog, open_index(uri, "this result"))
    exact = make_recommender(make_catalog, ExactIndex(SCORER.linear_columns()))
    plain = make_recommender(make_catalog, None)
    assert stored.recommend(READER, 5) == exact.recommend(READER, 5)
    users = [make_history(n) for n in (0, 3, 8)]
    users.append(History(np.array([4, 9]), np.float32([1, 2])))  # liked nothing
    for found, expected in zip(
        stored.recommend_users(users, 5), plain.recommend_users(users, 5), strict=True
    ):
        assert found.nums.tolist() == expected.nums.tolist()
        np.testing.assert_allclose(found.stars, expected.stars, atol=1e-5)
