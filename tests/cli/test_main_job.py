"""The main job through the installed command, on the sample of 513 books."""

import csv
import io
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from bookrec import RatedBook, Recommender

pytestmark = pytest.mark.slow

HOBBIT = ("--book", "The Hobbit|J.R.R. Tolkien|5")


@pytest.fixture
def run(finished, run_in):  # noqa: ANN001
    def run(*arguments: str):  # noqa: ANN202
        return run_in(finished, *arguments)

    return run


def test_a_second_run_skips_everything(run) -> None:  # noqa: ANN001
    report = json.loads(run("run-all", "--json").stdout)
    assert report["data"]["kind"] == "files"
    assert [stage["stage"] for stage in report["stages"]] == [
        "clean",
        "embed",
        "train",
        "encode",
        "tune",
        "fit",
        "evaluate",
    ]
    assert all(stage["skipped"] for stage in report["stages"])


def test_the_run_says_which_data_it_uses(run) -> None:  # noqa: ANN001
    assert "(513 books, 32,664 ratings)" in run("run-all").stderr


def test_recommend_keeps_its_contract(run) -> None:  # noqa: ANN001
    result = run(
        "recommend", *HOBBIT, "--book", "No Such Book At All|Nobody|4", "-n", "5", "--json"
    )
    document = json.loads(result.stdout)
    books = document["recommendations"]
    assert len(books) == 5
    for book in books:
        assert {"book_id", "title", "author", "predicted_rating", "score", "reasons"} <= set(book)
        assert 1 <= book["predicted_rating"] <= 5
        assert book["title"] != "The Hobbit"
    assert [unmatched["input"] for unmatched in document["unmatched"]] == [
        "No Such Book At All by Nobody"
    ]


def test_a_book_outside_the_catalogue_counts_by_what_it_is_about(run) -> None:  # noqa: ANN001
    unknown = ("--book", "No Such Book At All|Nobody|5")
    lists = []
    for about in ("a detective solves a murder in London", "a wizard, a dragon and a magic sword"):
        result = run("recommend", *unknown, "--describe", f"no such book at all|{about}", "--csv")
        assert "Not in the catalogue: No Such Book At All by Nobody" in result.stderr
        lists.append([row["title"] for row in csv.DictReader(io.StringIO(result.stdout))])
    assert set(lists[0]) != set(lists[1])


def test_the_terms_of_a_prediction_add_up_to_it(run) -> None:  # noqa: ANN001
    result = run("recommend", *HOBBIT, "--book", "The Da Vinci Code||1", "--json")
    for book in json.loads(result.stdout)["recommendations"]:
        total = book["baseline"] + book["other_contributions"]
        total += sum(part["stars"] for part in book["contributions"])
        assert min(max(total, 1), 5) == pytest.approx(book["predicted_rating"], abs=2e-3)


def test_every_form_lists_the_same_books(run, tmp_path: Path) -> None:  # noqa: ANN001
    page = tmp_path / "list.html"
    titles = [
        book["title"]
        for book in json.loads(run("recommend", *HOBBIT, "--json").stdout)["recommendations"]
    ]
    rows = csv.DictReader(io.StringIO(run("recommend", *HOBBIT, "--csv").stdout))
    assert [row["title"] for row in rows] == titles
    markdown = run("recommend", *HOBBIT, "--markdown", "--html", str(page)).stdout
    text = page.read_text(encoding="utf-8")
    assert markdown.count("\n| ") >= len(titles)
    assert "<script" not in text
    assert run("recommend", *HOBBIT, "--csv", "--json").returncode == 2


def test_a_wish_for_an_unknown_genre_names_the_nearest(run) -> None:  # noqa: ANN001
    result = run("recommend", *HOBBIT, "--genre", "Fantasi")
    assert result.returncode == 8
    assert "Fantasy" in result.stderr


def test_a_mood_is_embedded_on_demand(run) -> None:  # noqa: ANN001
    result = run("recommend", "--mood", "murder in an English village", "-n", "3", "--json")
    assert len(json.loads(result.stdout)["recommendations"]) == 3


def test_rating_keeps_a_list_that_recommend_uses(run_in, finished: Path, tmp_path: Path) -> None:  # noqa: ANN001
    artifacts = ("--artifacts-dir", str(finished / "artifacts"))
    assert "1 added" in run_in(tmp_path, "rate", "add", "Dune|Frank Herbert|4.5").stdout
    assert "Dune" in run_in(tmp_path, "rate", "list").stdout
    assert "books.csv" in run_in(tmp_path, *artifacts, "recommend", "-n", "1").stderr
    assert run_in(tmp_path, "rate", "remove", "Dune").returncode == 0


def test_search_forgives_typing_errors(run) -> None:  # noqa: ANN001
    books = json.loads(run("search", "hobit", "tolkien", "--json").stdout)["books"]
    assert books[0]["title"] == "The Hobbit"
    shown = json.loads(run("show", books[0]["book_id"], "--json").stdout)
    assert books[0]["book_id"] not in {near["book_id"] for near in shown["nearest"]}


def test_a_flipped_byte_is_named_with_its_cure(run_in, finished: Path, tmp_path: Path) -> None:  # noqa: ANN001
    shutil.copytree(finished / "artifacts", tmp_path / "artifacts")
    (path,) = tmp_path.glob("artifacts/encode/*/book_embeddings.npy")
    assert run_in(tmp_path, "info", "--verify", "--json").returncode == 0
    good = path.read_bytes()
    path.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
    result = run_in(tmp_path, "recommend", *HOBBIT)
    assert result.returncode == 5
    assert "bookrec encode --force" in result.stderr
    assert run_in(tmp_path, "info", "--verify").returncode == 5


def test_users_of_other_files_are_evaluated(run, finished: Path, tmp_path: Path) -> None:  # noqa: ANN001
    from tests.sample import sample_folder

    ratings = tmp_path / "others"
    ratings.mkdir()
    for path in (sample_folder() / "all_books_dataset").glob("*.csv"):
        header, *lines = path.read_text(encoding="utf-8").splitlines()
        moved = [header, *(f"9{line}" for line in lines)]
        (ratings / path.name).write_text("\n".join(moved) + "\n", encoding="utf-8")
    result = run("evaluate", "--ratings", str(ratings), "--json")
    document = json.loads(result.stdout)
    assert document["evaluation"]["headline"]["users"] > 500


def test_the_python_api_agrees_with_the_command(run, finished: Path) -> None:  # noqa: ANN001
    recommender = Recommender.load(finished / "artifacts")
    history = [RatedBook(title="The Hobbit", author="J.R.R. Tolkien", rating=5)]
    books = recommender.recommend(history, n=5)
    listed = json.loads(run("recommend", *HOBBIT, "-n", "5", "--json").stdout)["recommendations"]
    assert [book.book_id for book in books] == [book["book_id"] for book in listed]
    predicted = recommender.predict(history, [books[0].book_id, "no such id"])
    assert predicted.dtype == np.float32
    assert predicted[0] == pytest.approx(books[0].predicted_rating, abs=1e-5)
    assert np.isnan(predicted[1])


def test_history_order_does_not_matter(finished: Path) -> None:
    recommender = Recommender.load(finished / "artifacts")
    history = [RatedBook(title="The Hobbit", rating=5), RatedBook(title="Life of Pi", rating=2)]
    forward = recommender.recommend(history)
    backward = recommender.recommend(history[::-1])
    assert [book.book_id for book in forward] == [book.book_id for book in backward]


def test_the_number_of_threads_changes_no_bit(finished, run_in, tmp_path) -> None:  # noqa: ANN001
    again = tmp_path / "again"
    shutil.copytree(finished, again)
    for stage in ("train", "tune"):
        result = run_in(again, stage, "--force", OMP_NUM_THREADS="3", OPENBLAS_NUM_THREADS="3")
        assert result.returncode == 0, result.stderr
        (made,) = (again / "artifacts" / stage).glob("*/manifest.json")
        before = json.loads((finished / made.relative_to(again)).read_text(encoding="utf-8"))
        assert json.loads(made.read_text(encoding="utf-8"))["files"] == before["files"]
