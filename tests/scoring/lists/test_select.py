"""From scores to a list."""

from collections.abc import Callable

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from bookrec.scoring.catalog.catalog import Catalog
from bookrec.scoring.lists.rules import ListRules
from bookrec.scoring.lists.select import select_books, top_candidates


def all_worth(nums: np.ndarray) -> np.ndarray:
    return np.ones(len(nums), dtype=bool)


def as_ranked(scores: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """Weigh candidates by the scores alone."""
    return lambda nums: scores[nums] / max(scores.max(), 1)


@given(
    st.integers(1, 40).flatmap(
        lambda n: st.tuples(
            hnp.arrays(np.float32, n, elements=st.sampled_from([0, 1, 2, 3])),
            hnp.arrays(np.bool_, n),
            st.integers(1, 50),
        )
    )
)
def test_top_candidates_equal_a_full_sort(example: tuple[np.ndarray, np.ndarray, int]) -> None:
    scores, allowed, n = example
    expected = sorted(np.flatnonzero(allowed).tolist(), key=lambda book: (-scores[book], book))
    assert top_candidates(scores, allowed, n).tolist() == expected[:n]


def test_the_list_goes_on_where_the_pool_is_used_up(make_catalog: Callable[..., Catalog]) -> None:
    """300 books of one author come first; the cap must not leave the list short."""
    books = [{"title": f"{i:03d}", "author": "A" if i < 300 else f"B{i}"} for i in range(310)]
    catalog = make_catalog(*books)
    scores = np.linspace(1, 0, 310, dtype=np.float32)
    rows = np.eye(310, 4, dtype=np.float32)
    rules = ListRules(catalog, 2)
    allowed = np.ones(310, dtype=bool)
    nums, found = select_books(scores, allowed, rows, rules, 10, 0.3, all_worth, as_ranked(scores))
    assert nums.tolist() == [0, 1, *range(300, 308)]
    assert (np.diff(found) < 0).all()


def test_a_list_ends_where_no_book_is_left(make_catalog: Callable[..., Catalog]) -> None:
    catalog = make_catalog({"title": "a"}, {"title": "b", "author": "B"})
    scores = np.array([1, 2], dtype=np.float32)
    allowed = np.array([True, False])
    rules = ListRules(catalog, 2)
    rows = np.eye(2, dtype=np.float32)
    nums, _ = select_books(scores, allowed, rows, rules, 5, 0.5, all_worth, as_ranked(scores))
    assert nums.tolist() == [0]


def test_books_not_worth_reading_fill_up_only(make_catalog: Callable[..., Catalog]) -> None:
    catalog = make_catalog(*({"title": str(i), "author": f"A{i}"} for i in range(6)))
    scores, rows = np.arange(6, 0, -1, dtype=np.float32), np.eye(6, dtype=np.float32)

    def listed(n: int, worth: Callable[[np.ndarray], np.ndarray]) -> list[int]:
        rules, allowed = ListRules(catalog, 2), np.ones(6, dtype=bool)
        nums, found = select_books(scores, allowed, rows, rules, n, 0.0, worth, as_ranked(scores))
        assert (np.diff(found) < 0).all()
        return nums.tolist()

    assert listed(3, lambda nums: nums >= 2) == [2, 3, 4]
    assert listed(5, lambda nums: nums >= 2) == [2, 3, 4, 5, 0]
    assert listed(2, lambda nums: nums >= 9) == [0, 1]
