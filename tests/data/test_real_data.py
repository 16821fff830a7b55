"""Clean on the real Goodreads files, where they are at hand."""

import os
from pathlib import Path

import pytest

from bookrec.data.kaggle.clean import CleanResult, clean_folder
from bookrec.settings import CleanSettings

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.slow,
    pytest.mark.skipif("GOODREADS_DATA" not in os.environ, reason="no real data given"),
]


@pytest.fixture(scope="module")
def result() -> CleanResult:
    return clean_folder(Path(os.environ["GOODREADS_DATA"]), CleanSettings())


def test_join_rates(result: CleanResult) -> None:
    raw = [join for join in result.report.joins if "0000000" not in join.file]
    goodbooks = [join for join in result.report.joins if "30000000" in join.file]
    for joins, least in ((raw, 0.577), (goodbooks, 0.926)):
        assert sum(join.joined for join in joins) / sum(join.ratings for join in joins) >= least


def test_no_row_vanishes(result: CleanResult) -> None:
    report = result.report
    read = sum(rows for file, rows in report.rows_read.items() if file.startswith("user_rating"))
    dropped = sum(
        rows
        for reason, files in report.dropped.counts.items()
        for file, rows in files.items()
        if file.startswith("user_rating") and reason != "second edition of one work"
    )
    assert read - dropped == sum(join.ratings for join in report.joins)
    joined = sum(join.joined for join in report.joins)
    assert joined - report.dropped.n_rows("second edition of one work") == report.ratings


@pytest.mark.parametrize(
    "mark", ["\ufffd", "\u200b", "&amp;", "â€", "<br", "Librarian's note: An alternate"]
)
def test_texts_are_clean(result: CleanResult, mark: str) -> None:
    for column in ("title", "author", "description"):
        assert not result.books[column].str.contains(mark, regex=False).any()
