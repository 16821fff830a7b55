"""Titles and authors that drive terminals, spreadsheets and pages, through the real commands."""

import csv
import io
import json
import unicodedata
from pathlib import Path

import pandas as pd
import pytest
from tests.pipeline.tiny import write_tiny_project

from .conftest import run_bookrec

pytestmark = pytest.mark.slow

ESCAPES = "\x1b]0;taken\x07\x1b[31mRed\x9b1m Planet\x1b[0m \u202etxt.exe\x08\x7f"
FORMULA = '=HYPERLINK("http://evil.example","free") Planet'
MARKUP = "<script>alert(1)</script><img src=x onerror=alert(1)> [bold]*Planet*[/bold] | `x`"
AUTHORS = ("\x1b[2J+1+1", "@SUM(1+1)", "<b>[link=http://evil.example]Smith[/link]</b>")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
BOOKS = [
    option
    for title, author in zip((ESCAPES, FORMULA, MARKUP), AUTHORS, strict=True)
    for option in ("--book", f"{title.replace('|', ' ')} of which nobody knows|{author}|5")
]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished working folder, the first three books of which have such titles and authors."""
    folder = tmp_path_factory.mktemp("hostile")
    write_tiny_project(folder)
    (books_file,) = (folder / "data/best_books_dataset").iterdir()
    (ratings_file,) = (folder / "data/all_books_dataset").iterdir()
    books = pd.read_csv(books_file, dtype=str, keep_default_na=False)
    ratings = pd.read_csv(ratings_file, dtype=str, keep_default_na=False)
    titles = (ESCAPES, FORMULA, MARKUP)
    renamed = dict(zip(books["title"], titles, strict=False))
    ratings["Name"] = ratings["Name"].replace(renamed)
    first = books.index[: len(titles)]
    books.loc[first, "title"] = list(titles)
    books.loc[first, "author"] = list(AUTHORS)
    books.loc[first, "description"] = [f"{title}. A description of it." for title in titles]
    books.loc[first, "series"] = [f"{title} #1" for title in titles]
    books.to_csv(books_file, index=False)
    ratings.to_csv(ratings_file, index=False)
    result = run_bookrec("run-all", cwd=folder)
    assert result.returncode == 0, result.stderr
    return folder


def run(folder: Path, *arguments: str) -> str:
    """Run a command; what it shows, without any character that could drive a terminal."""
    result = run_bookrec(*arguments, cwd=folder)
    assert result.returncode == 0, result.stderr
    shown = result.stdout + result.stderr
    driving = {
        character
        for character in shown
        if unicodedata.category(character) in ("Cc", "Cf", "Cs") and character not in "\n\r"
    }
    assert not driving, driving
    return result.stdout


def test_the_terminal_shows_titles_and_obeys_none(hostile: Path) -> None:
    found = json.loads(run(hostile, "search", "planet", "--json"))["books"]
    assert len(found) == 3
    table = "".join(run(hostile, "search", "planet").split())
    for part in ("[31mRed", "=HYPERLINK(", "[bold]*Planet*[/bold]", "[link="):
        assert part in table
    for book in found:
        shown = run(hostile, "show", book["book_id"])
        assert "A description of it." in " ".join(shown.split())


def test_lists_show_titles_and_obey_none(hostile: Path) -> None:
    table = "".join(run(hostile, "recommend", *BOOKS, "-n", "60").split())
    for part in ("[31mRed", "=HYPERLINK(", "[bold]*Planet*[/bold]"):
        assert part in table
    listed = json.loads(run(hostile, "recommend", *BOOKS, "-n", "60", "--json"))
    assert len(listed["unmatched"]) == 3


def test_no_cell_of_a_csv_list_is_a_formula(hostile: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run(hostile, "recommend", *BOOKS, "-n", "60", "--csv"))))
    assert any(row["title"].startswith("'=HYPERLINK(") for row in rows)
    texts = [cell for row in rows for name, cell in row.items() if name != "score"]
    assert [cell for cell in texts if cell.startswith(FORMULA_STARTS)] == []


def test_a_page_and_a_markdown_list_hold_titles_as_text(hostile: Path) -> None:
    asked = ("recommend", *BOOKS, "-n", "60", "--markdown", "--html", "list.html")
    markdown = run(hostile, *asked)
    page = (hostile / "list.html").read_text(encoding="utf-8")
    assert "\x1b" not in page
    assert "<script" not in page and "<img src=x" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert r"\<script\>" in markdown and "<script>" not in markdown
    rows = [line for line in markdown.splitlines() if line.startswith("|")]
    assert {row.replace(r"\|", "").count("|") for row in rows} == {8}


def test_the_readers_own_list_shows_titles_and_obeys_none(hostile: Path, tmp_path: Path) -> None:
    titles = [book for book in BOOKS if book != "--book"]
    run(tmp_path, "rate", "add", *titles)
    table = "".join(run(tmp_path, "rate", "list").split())
    for part in ("[31mRed", "=HYPERLINK(", "[bold]*Planet*[/bold]"):
        assert part in table
    artifacts = ("--artifacts-dir", str(hostile / "artifacts"))
    settings = ("--set", f"embed.model={hostile / 'model'}")
    assert "HYPERLINK" in run(tmp_path, *artifacts, *settings, "recommend", "-n", "60", "--csv")
