"""Lists as an HTML page, the last test in a real browser."""

import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from matplotlib.image import imread

from bookrec.cli.render.page import list_page
from bookrec.scoring.explain.recommendation import RecommendationList

CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
# Headless, offline, and without a sandbox of its own, which needs rights that CI does not give.
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync "
    "--hide-scrollbars --window-size=1000,900"
).split()
# The drawn covers of ranks 1 to 3 (page.html).
COVER_COLORS = [(0x6B, 0x3A, 0x3A), (0x3F, 0x5D, 0x45), (0x5B, 0x44, 0x72)]


class Elements(HTMLParser):
    """Collects tags, addresses and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_has_no_scripts_and_shows_text_literally(made: RecommendationList) -> None:
    elements = Elements(list_page(made))
    assert not {"script", "iframe", "object", "link", "base", "form"} & set(elements.tags)
    assert not [name for name, _ in elements.attributes if name.startswith("on")]
    assert "<script>document.title='taken'</script>" in elements.text
    assert "\x1b" not in elements.text


def test_only_web_addresses_become_covers_and_none_escapes_its_place(
    made: RecommendationList,
) -> None:
    page = list_page(made)
    assert page.count('class="picture"') == 1
    assert "url(https://images.example/1.jpg)" in page
    assert "javascript:" not in page
    evil = made.recommendations[0].__class__(
        **(vars(made.recommendations[0]) | {"cover_url": "https://a/b.jpg);x:url('\"><b>"})
    )
    page = list_page(RecommendationList(**(vars(made) | {"recommendations": (evil,)})))
    assert "url(https://a/b.jpg%29;x:url%28%27%22%3E%3Cb%3E)" in page


def test_unmatched_books_and_notes_are_on_the_page(made: RecommendationList) -> None:
    text = Elements(list_page(made)).text
    assert "Not found in the catalogue" in text
    assert "You rated no book." in text


def run_chromium(page: Path, profile: Path, *flags: str) -> str:
    command = [str(CHROMIUM), *FLAGS, f"--user-data-dir={profile}", *flags, page.as_uri()]
    result = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return result.stdout


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine (apt install chromium)")
def test_a_browser_shows_the_books_and_runs_nothing(
    made: RecommendationList, tmp_path: Path
) -> None:
    page, picture = tmp_path / "page.html", tmp_path / "page.png"
    page.write_text(list_page(made), encoding="utf-8")
    elements = Elements(run_chromium(page, tmp_path / "profile", "--dump-dom"))
    assert "Books to read next" in elements.text
    assert "A Wizard of Earthsea" in elements.text
    assert elements.tags.count("h2") == len(made.recommendations) + 1
    assert "script" not in elements.tags
    run_chromium(page, tmp_path / "profile", f"--screenshot={picture}")
    pixels = (imread(picture)[..., :3] * 255).round().astype(int)
    for color in COVER_COLORS:
        drawn = (pixels == color).all(axis=-1).mean()
        assert drawn > 0.005, "offline, the drawn covers must show"


def test_a_title_leads_to_the_page_where_the_data_comes_from(made: RecommendationList) -> None:
    first, hostile, _ = made.recommendations
    cover = "https://images.gr-assets.com/books/1m/59924.jpg"
    known = replace(first, book_id="59924.Wizard", cover_url=cover)
    page = list_page(replace(made, recommendations=(known, replace(hostile, cover_url=cover))))
    assert '<a href="https://www.goodreads.com/book/show/59924" rel="noreferrer">A Wizard' in page
    assert "<script" not in page
    assert "<a " not in list_page(made)
