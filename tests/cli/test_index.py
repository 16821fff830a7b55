"""An index that proposes the books to score: written, asked, and refused."""

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import lancedb
import pyarrow.parquet as pq
import pytest
from tests.sample import sample_folder

BOOKS = [
    part
    for title in ("Dune", "The Hobbit", "1984", "The Hunger Games")
    for part in ("--book", f"{title}||5")
]
RATINGS = sample_folder() / "all_books_dataset"
URI = "lancedb://index"


@pytest.fixture(scope="module")
def indexed(finished: Path, run_in: Callable, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The finished run, copied, with an index of its books."""
    folder = tmp_path_factory.mktemp("indexed")
    shutil.copytree(finished / "artifacts", folder / "artifacts")
    result = run_in(folder, "export", "--index", URI, "--json")
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["books"] == 513
    assert (folder / "index").is_dir()
    return folder


def test_the_table_says_which_books_its_rows_are(indexed: Path) -> None:
    rows = lancedb.connect(indexed / "index").open_table("books").to_arrow().to_pylist()
    (row,) = (row for row in rows if row["title"] == "The Hobbit")
    (clean,) = (indexed / "artifacts" / "clean").glob("*/books.parquet")
    ids = pq.read_table(clean, columns=["book_id"])["book_id"].to_pylist()
    assert row["book_id"] == ids[row["book_num"]]


@pytest.mark.parametrize("wishes", [(), ("--genre", "Fantasy"), ("--mood", "quiet"), ("-n", "200")])
def test_a_small_catalogue_loses_nothing(
    indexed: Path, run_in: Callable, wishes: tuple[str, ...]
) -> None:
    plain = run_in(indexed, "recommend", *BOOKS, *wishes, "--json")
    asked = run_in(indexed, "recommend", *BOOKS, *wishes, "--json", "--index", URI)
    assert asked.returncode == 0, asked.stderr
    assert asked.stderr == plain.stderr
    found, expected = (json.loads(each.stdout)["recommendations"] for each in (asked, plain))
    assert [book["book_id"] for book in found] == [book["book_id"] for book in expected]


@pytest.mark.slow
def test_lists_for_many_users_on_workers_with_an_index(indexed: Path, run_in: Callable) -> None:
    plain = run_in(indexed, "recommend", "--users", str(RATINGS))
    asked = run_in(indexed, "recommend", "--users", str(RATINGS), "--index", URI, "--workers", "2")
    assert asked.returncode == 0, asked.stderr
    found, expected = (list(csv.DictReader(each.stdout.splitlines())) for each in (asked, plain))
    assert len(found) > 1000
    for row, other in zip(found, expected, strict=True):
        stars, other_stars = row.pop("predicted_rating"), other.pop("predicted_rating")
        assert float(stars) == pytest.approx(float(other_stars), abs=0.002)
        assert row == other


def test_an_index_that_is_not_there_is_5(indexed: Path, run_in: Callable) -> None:
    refused = run_in(indexed, "recommend", *BOOKS, "--index", "lancedb://elsewhere")
    assert (refused.returncode, refused.stdout) == (5, "")
    (line,) = refused.stderr.splitlines()
    assert line.endswith("run `bookrec export --index lancedb://elsewhere`")
    assert not (indexed / "elsewhere").exists()


def test_an_index_of_other_artifacts_is_5(indexed: Path, run_in: Callable, tmp_path: Path) -> None:
    shutil.copytree(indexed, tmp_path, dirs_exist_ok=True)
    for stage in ("tune", "fit"):
        fitted = run_in(tmp_path, "--set", "tune.seed=99", stage)
        assert fitted.returncode == 0, fitted.stderr
    refused = run_in(tmp_path, "recommend", *BOOKS, "--index", URI)
    assert (refused.returncode, refused.stdout) == (5, "")
    (line,) = refused.stderr.splitlines()
    assert "made from other artifacts" in line
    again = run_in(tmp_path, "export", "--index", URI)
    assert again.returncode == 0, again.stderr
    assert run_in(tmp_path, "recommend", *BOOKS, "--index", URI).returncode == 0


@pytest.mark.parametrize("command", [("export",), ("recommend", *BOOKS)])
def test_another_kind_of_index_is_3(
    indexed: Path, run_in: Callable, command: tuple[str, ...]
) -> None:
    refused = run_in(indexed, *command, "--index", "redis://index")
    assert (refused.returncode, refused.stdout) == (3, "")
    (line,) = refused.stderr.splitlines()
    assert "lancedb://FOLDER" in line


def test_export_needs_a_place(indexed: Path, run_in: Callable) -> None:
    assert run_in(indexed, "export").returncode == 2
