"""Histories that few training users share."""

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from tests.scoring.scorers import N_BOOKS, make_extra, make_scorer

from bookrec.scoring.model import blocks
from bookrec.scoring.model.history import History
from bookrec.scoring.model.item_weights import READ_VALUE, CoReading
from bookrec.scoring.model.stand_ins import ENOUGH_READERS, FAME, N_STAND_INS, StandIns

SCORER = make_scorer()
KERNEL = SCORER.parameters.kernel
NO_READERS = np.zeros(N_BOOKS, dtype=np.float32)
NOTHING, NO_STARS = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)


def added(history: History, log_readers: np.ndarray) -> np.ndarray | None:
    reading = replace(SCORER.reading, log_readers=log_readers)
    return StandIns(SCORER.books, KERNEL, reading).score(history, SCORER.rows_of(history))


def test_a_book_that_nobody_read_takes_the_mean_weights_of_the_nearest_that_were() -> None:
    log_readers = NO_READERS.copy()
    log_readers[20:] = np.log1p(9)
    history = History(np.array([3]), np.float32([2]))
    nearness = KERNEL.between(SCORER.books.take(np.array([3])), SCORER.books)[0]
    nearest = 20 + np.argsort(-nearness[20:])[:N_STAND_INS]
    weights = SCORER.reading.co_reading.score(nearest, np.ones(N_STAND_INS, np.float32))
    expected = READ_VALUE * weights / N_STAND_INS + FAME * log_readers
    np.testing.assert_allclose(added(history, log_readers), expected, atol=1e-6)


def test_the_more_readers_the_less_stand_ins_count() -> None:
    history = History(np.array([3]), np.float32([5]))
    log_readers = NO_READERS + np.log1p(np.float32(5))
    few = added(history, log_readers)
    log_readers[3] = np.log1p(ENOUGH_READERS / 2)
    half = added(history, log_readers)
    log_readers[3] = np.log1p(ENOUGH_READERS)
    assert few is not None and half is not None
    assert np.abs(half).sum() < 0.6 * np.abs(few).sum()
    assert added(history, log_readers) is None


def test_books_outside_the_catalogue_have_stand_ins() -> None:
    outside = History(NOTHING, NO_STARS, make_extra())
    scores = added(outside, NO_READERS + np.log1p(np.float32(5)))
    assert scores is not None
    assert np.ptp(scores) > 0


def test_nobody_stands_in_for_nothing() -> None:
    assert added(History(NOTHING, NO_STARS), NO_READERS + 1) is None
    assert added(History(np.array([3]), np.float32([5])), NO_READERS) is None


def test_what_was_found_before_changes_nothing() -> None:
    reading = replace(SCORER.reading, log_readers=NO_READERS + np.log1p(np.float32(5)))
    stand_ins = StandIns(SCORER.books, KERNEL, reading)
    for history in (
        History(np.array([3, 7]), np.float32([5, 2])),
        History(np.array([7, 4, 3]), np.float32([1, 5, 3]), make_extra()),
    ):
        again = stand_ins.score(history, SCORER.rows_of(history))
        np.testing.assert_array_equal(again, added(history, reading.log_readers))


def test_what_is_kept_of_a_book_does_not_grow_with_the_catalogue() -> None:
    n_books = 20_000
    nums = np.arange(n_books) % N_BOOKS
    no_weights = CoReading(np.zeros(n_books + 1, np.int64), np.zeros(0, np.int32), NO_STARS)
    reading = replace(SCORER.reading, co_reading=no_weights, log_readers=np.ones(n_books, "f4"))
    stand_ins = StandIns(SCORER.books.take(nums), KERNEL, reading)
    history = History(np.arange(5), np.full(5, 5, np.float32))
    tracemalloc.start()
    try:
        stand_ins.score(history, SCORER.rows_of(history))
        assert tracemalloc.get_traced_memory()[0] < n_books
    finally:
        tracemalloc.stop()


def test_a_large_catalogue_is_searched_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    history = History(np.array([3, 8]), np.float32([2, 5]))
    log_readers = NO_READERS + np.log1p(np.float32(5))
    whole = added(history, log_readers)
    monkeypatch.setattr(blocks, "BOOKS_AT_ONCE", 2)  # fewer than the books that are sought
    np.testing.assert_allclose(added(history, log_readers), whole, atol=1e-6)
