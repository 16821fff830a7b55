"""Lists as table, JSON, CSV and Markdown."""

import csv
import io
import json
from dataclasses import replace

import pytest
from rich.console import Console

from bookrec.cli.render.markdown import list_markdown
from bookrec.cli.render.table import list_table
from bookrec.render.csv_rows import COLUMNS, list_csv, safe_cell
from bookrec.render.document import list_document
from bookrec.render.terminal import printable_json
from bookrec.scoring.explain.recommendation import RecommendationList


def on_terminal(made: RecommendationList, width: int) -> str:
    console = Console(width=width, file=io.StringIO(), force_terminal=False)
    console.print(list_table(made, width))
    return console.file.getvalue()


@pytest.mark.parametrize("width", [160, 100, 72, 40, 20])
def test_no_line_is_wider_than_the_terminal_and_nothing_is_lost(
    made: RecommendationList, width: int
) -> None:
    text = on_terminal(made, width)
    assert max(map(len, text.splitlines())) <= width
    together = "".join(text.split())
    for part in ("Earthsea", "4.3", "1968", "800BC", "becauseyou", "Yourated"):
        assert part in together
    assert "mean similarity 0.25" in " ".join(text.split())


@pytest.mark.parametrize("width", [160, 100, 40])
def test_text_of_books_neither_drives_the_terminal_nor_is_markup(
    made: RecommendationList, width: int
) -> None:
    text = on_terminal(made, width)
    assert "\x1b" not in text and "\x07" not in text
    assert "[bold]x[/bold]" in "".join(text.split())


def test_an_empty_list_says_so(made: RecommendationList) -> None:
    text = on_terminal(replace(made, recommendations=(), similarity=None), 80)
    assert "No book fits these wishes." in text
    assert "similarity" not in text


def test_document_holds_the_contract(made: RecommendationList) -> None:
    document = json.loads(json.dumps(list_document(made), allow_nan=False))
    first, hostile, bare = document["recommendations"]
    assert {"book_id", "title", "author", "predicted_rating", "score", "reasons"} <= set(first)
    assert first["reasons"] == ["because you gave Dune 5 stars", "although you disliked Emma"]
    assert hostile["title"] == made.recommendations[1].title  # data, not for a terminal
    assert bare["average_rating"] is None
    assert set(document["unmatched"][0]) == {"input", "why"}
    total = first["baseline"] + sum(part["stars"] for part in first["contributions"])
    assert total + first["other_contributions"] == pytest.approx(first["predicted_rating"])


def test_csv_has_one_row_per_book_and_no_formulas(made: RecommendationList) -> None:
    rows = list(csv.DictReader(io.StringIO(list_csv(made))))
    assert [row["rank"] for row in rows] == ["1", "2", "3"]
    assert tuple(rows[0]) == COLUMNS
    assert rows[0]["reasons"] == "because you gave Dune 5 stars; although you disliked Emma"
    assert rows[2]["average_rating"] == ""
    assert float(rows[2]["score"]) == -0.5


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
@pytest.mark.parametrize("before", ["", "\x1b", "\u202e"])
def test_formula_cells_are_neutralised(before: str, start: str) -> None:
    assert safe_cell(f"{before}{start}HYPERLINK(1)") == f"'{start}HYPERLINK(1)"


@pytest.mark.parametrize("start", ["\t", "\r", "\n"])
def test_cells_that_skip_to_what_follows_are_neutralised(start: str) -> None:
    assert safe_cell(f"{start}=1") == "' =1"


def test_json_text_keeps_its_values_and_drives_no_terminal() -> None:
    document = {"title": "\x1b[31m\x7f\x9b1m\u202e\U000e0001 Les Misérables 書", "n": [1, None]}
    text = printable_json(json.dumps(document, indent=2, ensure_ascii=False))
    assert json.loads(text) == document
    assert text.replace("\n", "").isprintable()
    assert "Misérables 書" in text


def test_markdown_is_a_table_of_literal_text(made: RecommendationList) -> None:
    lines = list_markdown(made).splitlines()
    rows = [line for line in lines if line.startswith("|")]
    assert len(rows) == 2 + 3
    assert {row.replace(r"\|", "").count("|") for row in rows} == {8}
    assert r"\<script\>" in rows[3] and r"\*y\*" in rows[3] and "\x1b" not in rows[3]
