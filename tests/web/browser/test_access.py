"""Every page for everybody: no violation of axe's rules, light or dark, nothing too wide."""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect
from tests.web.process import ServerProcess

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.slow
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
HOSTILE = """title,author,rating,status
<script>alert(1)</script>,"x"" onload=""alert(1)",,read
\u0627\u0644\u0643\u062a\u0627\u0628 \u202eevil,\u05d0\u05d5\u05d4\u05d1,,read
The Hobbit,J.R.R. Tolkien,5,read
{{ 7 * 7 }} ${7 * 7},=1+1,,hidden
The Da Vinci Code,Dan Brown,,to-read
"""
PATHS = (
    "/ /search?q=hobbit /for-you /for-you?genre=Fantasy&pages=100- /to-read /shelf /hidden "
    "/together?other=Dune /import /map /report /lineage /compare /api /nothing"
).split()
NARROW = {"viewport": {"width": 320, "height": 700}}
DARK = {"color_scheme": "dark", **NARROW}


@pytest.fixture
def mode() -> str:
    return "local"


@pytest.fixture
def full(page: "Page", server: ServerProcess) -> "Page":
    """A page of a reader whose books have hostile titles."""
    server.shelf_file.write_text(HOSTILE, encoding="utf-8")
    return page


def paths_with_a_book(page: "Page") -> list[str]:
    page.goto("/search?q=harry+potter")
    return [*PATHS, str(page.locator(".card h3 a").first.get_attribute("href"))]


def violations(page: "Page") -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found: dict[str, Any] = page.evaluate("rules => axe.run({runOnly: rules})", rules)
    return [
        f"{page.url}: {each['id']}: {node['html'][:200]}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("watched", [{}, DARK], indirect=True, ids=["light", "dark"])
def test_no_page_violates_a_rule(full: "Page") -> None:
    found: list[str] = []
    for path in paths_with_a_book(full):
        if path != "/nothing":  # the browser complains of the 404 itself
            full.goto(path)
            full.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
            found += violations(full)
    assert not found


@pytest.mark.parametrize("watched", [NARROW], indirect=True)
def test_nothing_is_wider_than_a_phone(full: "Page") -> None:
    wide = []
    for path in paths_with_a_book(full):
        if path != "/nothing":
            full.goto(path)
            width = full.evaluate("document.documentElement.scrollWidth")
            wide += [f"{path}: {width}"] if width > 320 else []
    assert not wide


def test_hostile_titles_are_only_text(full: "Page") -> None:
    full.goto("/shelf")
    expect(full.get_by_text("<script>alert(1)</script>").first).to_be_visible()
    text = full.locator("table").inner_text()
    assert "\u202e" not in text
    full.goto("/hidden")
    expect(full.get_by_text("{{ 7 * 7 }}").first).to_be_visible()


def test_the_map_finds_a_book(full: "Page") -> None:
    full.goto("/map")
    full.locator("canvas[data-ready]").wait_for()
    full.get_by_label("Find on the map").fill("da vinci")
    expect(full.locator("#map-found")).to_contain_text("The Da Vinci Code")
    full.locator("canvas").press("+")
    full.locator("canvas").press("ArrowLeft")


def test_vendored_files_are_what_they_were() -> None:
    import bookrec.web

    vendored = Path(bookrec.web.__file__).parent / "static" / "vendor" / "htmx.min.js"
    for file in (AXE, vendored):
        digest, name = Path(f"{file}.sha256").read_text().split()
        assert name == file.name
        assert hashlib.sha256(file.read_bytes()).hexdigest() == digest
