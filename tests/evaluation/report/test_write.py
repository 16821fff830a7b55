import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bookrec.evaluation.evaluate import EvaluationData, evaluate
from bookrec.evaluation.models import ServedModel
from bookrec.evaluation.report.page import build_page, paragraph, picture, table
from bookrec.evaluation.report.write import build_report, draw_pictures, write_report
from bookrec.evaluation.results import Evaluation
from bookrec.settings import EvaluateSettings

PNG_START = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def evaluation(data: EvaluationData, served: ServedModel, settings: EvaluateSettings) -> Evaluation:
    sources = data.ratings["source"].str.replace("one", "<script>one")
    return evaluate(replace(data, ratings=data.ratings.assign(source=sources)), served, settings)


@pytest.fixture(scope="module")
def pictures(evaluation: Evaluation) -> dict[str, bytes]:
    return draw_pictures(evaluation)


class Tags(HTMLParser):
    """Collects tags and checks that they are closed in order."""

    VOID = {"meta", "img", "br"}

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_files_are_written(evaluation: Evaluation, tmp_path: Path) -> None:
    write_report(evaluation, tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    assert {"report.html", "report.json", "balance.png", "book_map.png"} <= names
    for path in tmp_path.glob("*.png"):
        assert path.read_bytes().startswith(PNG_START)
    document = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert document == evaluation.to_dict()


def test_page_is_self_contained_and_well_formed(
    evaluation: Evaluation, pictures: dict[str, bytes]
) -> None:
    page = build_report(evaluation, pictures)
    tags = Tags(page)
    assert not tags.open
    assert "script" not in {tag for tag, _ in tags.seen}
    sources = [attributes["src"] for tag, attributes in tags.seen if tag == "img"]
    assert len(sources) == len(pictures)
    assert all(source.startswith("data:image/png;base64,") for source in sources)
    assert not re.search(r"https?://", page)


def test_page_states_the_number_of_users(
    evaluation: Evaluation, pictures: dict[str, bytes]
) -> None:
    page = build_report(evaluation, pictures)
    spearman = next(row for row in evaluation.ratings.summary if row.metric == "spearman")
    assert f"Over {spearman.n_users} test users" in page
    assert f"{spearman.mean:.3f}" in page
    assert "Embeddings before and after training" in page


def test_pictures_are_the_same_on_every_run(
    evaluation: Evaluation, pictures: dict[str, bytes]
) -> None:
    assert draw_pictures(evaluation) == pictures


def test_text_is_escaped() -> None:
    page = build_page(
        "<t>", [paragraph("a & b"), table(["<h>"], [["<c>"]]), picture(b"x", '"<script>"')]
    )
    assert not {"t", "h", "c", "script"} & {tag for tag, _ in Tags(page).seen}
    assert "a &amp; b" in page


def test_the_named_row_stands_out() -> None:
    rows = [
        attributes
        for tag, attributes in Tags(table(["m"], [["a"], ["b"]], "b")).seen
        if tag == "tr"
    ]
    assert [row.get("class") for row in rows] == [None, None, "strong"]
