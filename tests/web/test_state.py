"""Threads and lanes: many at once get what one alone gets, and the encoder holds up nobody."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from bookrec import RatedBook
from bookrec.render.document import list_document
from bookrec.settings import RecommendSettings
from bookrec.web.config import ServeConfig
from bookrec.web.context import Context
from bookrec.web.encoding import NeedsEncoderError, PatientEncode
from bookrec.web.state import Served, Serving, load_served
from bookrec.web.work import BusyError, Work

UNKNOWN = [RatedBook(title="A book that nobody knows", author="Nobody", rating=5)]


def fake_encode(texts: list[str]) -> NDArray[np.float32]:
    rows = np.array([[len(text)] + [1] * 383 for text in texts], dtype=np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_fifty_threads_get_what_one_gets(artifacts: Path) -> None:
    served = load_served(artifacts, RecommendSettings())
    fresh = load_served(artifacts, RecommendSettings())
    catalog = served.recommender.catalog
    ids = catalog.column("book_id").to_pylist()
    histories = [[RatedBook(book_id=ids[i], rating=1 + i % 5)] for i in range(50)]

    def make(history: list[RatedBook]) -> object:
        recommender = fresh.recommender
        return list_document(recommender.recommend_list(recommender.read(history), 5))

    with ThreadPoolExecutor(50) as pool:
        together = list(pool.map(make, histories))
    recommender = served.recommender
    alone = [list_document(recommender.recommend_list(recommender.read(h), 5)) for h in histories]
    assert together == alone


def test_more_than_may_wait_are_told_to_come_back() -> None:
    async def crowd() -> list[object]:
        work, go = Work(1, 2, "list"), threading.Event()
        waiting = [asyncio.create_task(work.run(go.wait)) for _ in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(BusyError):
            await work.run(go.wait)
        go.set()
        done = [await each for each in waiting]
        return [*done, work.n_pending, work.n_refused]

    assert asyncio.run(crowd()) == [True, True, True, 0, 1]


def test_who_goes_away_still_counts_until_the_work_is_done() -> None:
    async def leave() -> tuple[int, int]:
        work, go = Work(1, 2, "list"), threading.Event()
        task = asyncio.create_task(work.run(go.wait))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        during = work.n_pending
        go.set()
        await work.run(lambda: None)
        return during, work.n_pending

    assert asyncio.run(leave()) == (1, 0)


def test_texts_are_encoded_once_and_never_on_a_list_thread() -> None:
    asked: list[list[str]] = []

    def encode(texts: list[str]) -> NDArray[np.float32]:
        asked.append(texts)
        return fake_encode(texts)

    patient = PatientEncode(encode)
    with ThreadPoolExecutor(1, "list") as lists:
        with pytest.raises(NeedsEncoderError):
            lists.submit(patient, ["a", "bb"]).result()
        here = patient(["a", "bb", "a"])
        assert np.array_equal(lists.submit(patient, ["bb", "a"]).result(), here[[1, 0]])
    assert asked == [["a", "bb"]]


def test_an_unknown_book_moves_a_request_to_the_patient_threads(
    served: Served, config: ServeConfig
) -> None:
    recommender = replace(served.recommender, encode=PatientEncode(fake_encode))
    context = Context.of(config, replace(served, recommender=recommender))
    threads: list[str] = []

    def make(served: Served) -> int:
        threads.append(threading.current_thread().name)
        return len(served.recommender.recommend(UNKNOWN, 3))

    async def ask() -> list[int]:
        return [await context.run(make), await context.run(make)]

    assert asyncio.run(ask()) == [3, 3]
    assert [name.split("_")[0] for name in threads] == ["list", "slow", "list"]


def test_nothing_is_served_before_there_is_something(tmp_path: Path) -> None:
    serving = Serving(tmp_path, RecommendSettings())
    assert not serving.refresh()
    assert not serving.is_ready
    assert "run-all" in str(serving.problem)
