"""Which volume of a series is on offer."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookrec.scoring.catalog.series import SeriesIndex

INF = np.inf
NAN = np.nan


def on_offer(volumes: list[tuple[float, float]], read: list[int] = ()) -> list[int]:
    """Positions on offer in one series whose books hold the given volumes."""
    first, last = np.array(volumes, dtype=np.float64).reshape(-1, 2).T
    n = len(first)
    index = SeriesIndex(np.zeros(n, dtype=np.int64), first, last)
    return np.flatnonzero(index.on_offer(np.array(read, dtype=np.int64))).tolist()


TRILOGY = [(3, 3), (1, 1), (2, 2)]


@pytest.mark.parametrize(
    ("volumes", "read", "expected"),
    [
        pytest.param(TRILOGY, [], [1], id="starts-with-one"),
        pytest.param(TRILOGY, [1], [2], id="then-two"),
        pytest.param(TRILOGY, [1, 2], [0], id="then-three"),
        pytest.param(TRILOGY, [0], [1], id="having-read-three-still-one"),
        pytest.param(TRILOGY, [0, 1, 2], [], id="all-read"),
        pytest.param([(2, 2), (3, 3)], [], [], id="no-entry-without-volume-one"),
        pytest.param([(1, 1), (3, 3)], [0], [], id="a-gap-is-not-jumped"),
        pytest.param([(1, 3), (1, 1), (2, 2)], [], [1], id="single-before-omnibus"),
        pytest.param([(1, 3), (1, 1), (2, 2)], [1], [2], id="no-omnibus-of-a-read-volume"),
        pytest.param([(1, 3), (4, 4)], [0], [1], id="a-read-omnibus-counts-for-its-volumes"),
        pytest.param([(1, 2), (3, 4), (1, 4)], [0], [1], id="from-omnibus-to-omnibus"),
        pytest.param([(1, 3), (2, 4)], [0], [], id="overlapping-omnibus"),
        pytest.param([(0.5, 0.5), (1, 1), (2, 2)], [], [1], id="prequel-is-no-beginning"),
        pytest.param([(0.5, 0.5), (1, 1), (2, 2)], [1], [2], id="main-line-before-prequel"),
        pytest.param([(0.5, 0.5), (1, 1)], [1], [0], id="prequel-when-nothing-else-is-left"),
        pytest.param([(0.5, 0.5), (1, 1), (2, 2)], [0], [1], id="prequel-read"),
        pytest.param([(1, 1), (2.5, 2.5)], [0], [], id="novella-after-its-volumes-only"),
        pytest.param([(1, 1), (2, 2), (2.5, 2.5)], [0, 1], [2], id="novella"),
        pytest.param([(0.5, 3)], [], [0], id="omnibus-with-prequel-is-a-beginning"),
        pytest.param([(1, INF), (1, 1)], [], [1], id="single-before-box-set"),
        pytest.param([(1, INF), (1, 1), (2, 2)], [0], [], id="a-read-box-set-holds-all"),
        pytest.param([(1, INF), (1, 1)], [1], [], id="no-box-set-of-a-read-volume"),
        pytest.param([(NAN, NAN), (1, 1)], [], [1], id="unnumbered-waits"),
        pytest.param([(NAN, NAN), (1, 1)], [1], [0], id="unnumbered-comes-last"),
        pytest.param([(NAN, NAN), (NAN, NAN)], [], [0, 1], id="any-of-an-unnumbered-series"),
        pytest.param([(404, 407), (426, 429)], [], [0, 1], id="issue-numbers-are-no-order"),
        pytest.param([(1, 1), (1, 1), (2, 2)], [], [0, 1], id="either-edition"),
        pytest.param([(1, 1), (1, 1), (2, 2)], [0], [2], id="one-edition-is-enough"),
    ],
)
def test_series_offers_the_right_volume(
    volumes: list[tuple[float, float]], read: list[int], expected: list[int]
) -> None:
    assert on_offer(volumes, read) == expected


Shelf = tuple[SeriesIndex, np.ndarray, np.ndarray, np.ndarray]


@st.composite
def shelves(draw: st.DrawFn) -> Shelf:
    n = draw(st.integers(1, 12))
    series = draw(st.lists(st.integers(-1, 2), min_size=n, max_size=n))
    first = draw(st.lists(st.sampled_from([NAN, 0.5, 1, 1, 2, 2.5, 3, 4]), min_size=n, max_size=n))
    span = draw(st.lists(st.sampled_from([0, 0, 0, 1, 2, INF]), min_size=n, max_size=n))
    read = draw(st.lists(st.integers(0, n - 1), unique=True))
    series_nums, firsts = np.array(series, dtype=np.int64), np.array(first, dtype=np.float64)
    lasts = firsts + np.array(span)
    index = SeriesIndex(series_nums, firsts, lasts)
    # A collection that counts a prequel in begins where the main line does.
    begins = np.where((firsts < 1) & (lasts >= 1), 1, firsts)
    return index, series_nums, begins, np.array(read, dtype=np.int64)


@given(shelves())
def test_at_most_one_unread_volume_per_series(shelf: Shelf) -> None:
    index, series, first, read = shelf
    offered = np.flatnonzero(index.on_offer(read))
    inside = offered[series[offered] >= 0]
    assert len(set(series[inside])) == len({(series[i], str(first[i])) for i in inside})
    assert not set(inside) & set(read)


@given(shelves())
def test_reading_in_one_series_leaves_the_others_alone(shelf: Shelf) -> None:
    index, series, _, read = shelf
    untouched = ~np.isin(series, series[read][series[read] >= 0])
    assert np.array_equal(index.on_offer(read)[untouched], index.openers[untouched])


@given(shelves())
def test_whole_volumes_are_offered_only_after_all_before_them(shelf: Shelf) -> None:
    index, series, first, read = shelf
    for book in np.flatnonzero(index.on_offer(read)):
        if series[book] < 0 or not first[book] >= 2 or first[book] % 1:
            continue
        read_here = [r for r in read if series[r] == series[book]]
        for volume in range(1, int(first[book])):
            assert any(index._first[r] <= volume <= index._last[r] for r in read_here)


def test_other_volumes_and_begun_series() -> None:
    index = SeriesIndex(
        np.array([0, 0, 0, -1]),
        np.array([1.0, 2.0, 1.0, NAN]),
        np.array([1.0, 2.0, 3.0, NAN]),
    )
    assert index.are_other_volumes(0, 1)
    assert not index.are_other_volumes(1, 2)
    assert not index.are_other_volumes(0, 3)
    assert index.has_begun(1, np.array([0, 3]))
    assert not index.has_begun(3, np.array([0, 3]))


@pytest.mark.parametrize(
    ("volumes", "book", "expected"),
    [
        pytest.param(TRILOGY, 1, 2, id="one-then-two"),
        pytest.param(TRILOGY, 0, None, id="nothing-after-the-last"),
        pytest.param([(1, 3), (4, 4), (3.5, 3.5)], 0, 1, id="after-an-omnibus-no-side-story"),
        pytest.param([(NAN, NAN), (1, 1)], 0, None, id="nothing-after-an-unnumbered-one"),
    ],
)
def test_next_volume(volumes: list[tuple[float, float]], book: int, expected: int | None) -> None:
    first, last = np.array(volumes, dtype=np.float64).T
    assert SeriesIndex(np.zeros(len(first), dtype=np.int64), first, last).next_volume(book) == (
        expected
    )


def test_no_next_volume_outside_series() -> None:
    assert SeriesIndex(np.array([-1]), np.array([NAN]), np.array([NAN])).next_volume(0) is None
