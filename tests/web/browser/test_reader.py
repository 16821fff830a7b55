"""The whole way of a new reader, from nothing to a kept list: by mouse, keys, without scripts."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from tests.web.process import ServerProcess

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.slow
NO_SCRIPTS = {"java_script_enabled": False}


def rate_by_mouse(page: "Page", words: str, title: str, stars: int) -> None:
    page.goto("/")
    page.get_by_label("Title or author").last.type(words)
    card = page.locator(".card", has=page.get_by_role("link", name=title, exact=True)).first
    card.get_by_role("radio", name=f"{stars} star").check(force=True)
    card.get_by_role("button", name="Save").click()
    expect(page.locator(".changed")).to_contain_text(f"{title}: {stars} stars")


def test_a_new_reader_gets_and_keeps_a_list(page: "Page") -> None:
    rate_by_mouse(page, "hobb", "The Hobbit", 5)
    assert page.evaluate("document.activeElement.className").startswith("card changed")
    rate_by_mouse(page, "da vinci", "The Da Vinci Code", 2)
    page.goto("/")
    page.get_by_role("link", name="Your recommendations").click()
    expect(page.get_by_role("heading", name="Readers like you loved")).to_be_visible()
    first = page.locator("section[aria-labelledby=row-loved] .card").first
    title = first.get_by_role("heading").inner_text()
    first.get_by_role("button", name="Want to read").click()
    expect(page.locator(".changed")).to_contain_text(title)
    page.get_by_role("link", name="To read", exact=True).click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()


def test_what_was_hidden_comes_back(page: "Page") -> None:
    rate_by_mouse(page, "hobb", "The Hobbit", 5)
    page.goto("/for-you")
    first = page.locator("section[aria-labelledby=row-loved] .card").first
    title = first.get_by_role("heading").inner_text()
    first.get_by_role("button", name="Not interested").click()
    page.locator(".changed").get_by_role("button", name="Undo").click()
    expect(page.locator("#status")).to_contain_text("Taken back")
    expect(page.get_by_role("link", name=title, exact=True).first).to_be_visible()
    page.goto("/hidden")
    expect(page.get_by_text("No book is hidden")).to_be_visible()


@pytest.mark.parametrize("watched", [NO_SCRIPTS], indirect=True)
def test_without_scripts_everything_works(page: "Page") -> None:
    page.goto("/")
    page.get_by_label("Title or author").last.fill("hobbit")
    page.get_by_role("button", name="Search").click()
    card = page.locator(".card").first
    title = card.get_by_role("heading").inner_text()
    card.get_by_role("radio", name="5 stars").check(force=True)
    card.get_by_role("button", name="Save").click()
    expect(page.locator("#status")).to_contain_text(f"{title}: 5 stars")
    expect(page).to_have_url(page.url.split("/search")[0] + "/search?q=hobbit")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#status")).to_contain_text("Taken back")
    page.goto("/shelf")
    expect(page.get_by_text("No books yet")).to_be_visible()


def test_by_keys_alone(page: "Page") -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # skips to the books
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    page.keyboard.type("hobb")
    expect(page.locator("#found .card").first).to_be_visible()
    for _ in range(3):  # the button, the first title, its stars
        page.keyboard.press("Tab")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".changed")).to_contain_text("stars")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Undo"


def test_groups_stand_in_for_a_reader_and_the_address_keeps_them(page: "Page") -> None:
    page.goto("/")
    page.get_by_role("checkbox").nth(0).check()
    page.get_by_role("checkbox").nth(2).check()
    page.get_by_role("button", name="Show me books").click()
    assert "groups=0&groups=2" in page.url
    expect(page.get_by_text("From the groups you chose")).to_be_visible()
    titles = page.locator("section[aria-labelledby=row-loved] h3").all_inner_texts()
    page.goto(page.url)
    assert page.locator("section[aria-labelledby=row-loved] h3").all_inner_texts() == titles


def test_a_file_is_repaired_and_kept(page: "Page") -> None:
    text = "title,author,rating\nThe Hobbit,J.R.R. Tolkien,5\nNo Such Book At All,Nobody,4\n,,3\n"
    page.goto("/")
    file = {"name": "mine.csv", "mimeType": "text/csv", "buffer": text.encode()}
    page.get_by_label("Your file").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_text("Unreadable rows")).to_be_visible()
    page.get_by_label("No Such Book At All").select_option("skip")
    page.get_by_role("button", name="Put them on my shelf").click()
    expect(page.locator("#status")).to_contain_text("1 books added")
    page.goto("/shelf")
    assert page.locator("tbody tr").count() == 1


@pytest.mark.parametrize("mode", ["local"], indirect=True)
def test_the_page_and_the_terminal_keep_one_shelf(page: "Page", server: ServerProcess) -> None:
    rate_by_mouse(page, "hobb", "The Hobbit", 4)
    assert "The Hobbit" in server.shelf_file.read_text()


@pytest.mark.parametrize("mode", ["shared"], indirect=True)
def test_a_shared_server_keeps_nothing(page: "Page", server: ServerProcess) -> None:
    rate_by_mouse(page, "hobb", "The Hobbit", 4)
    assert not server.shelf_file.exists()
    page.goto("/shelf")
    assert page.locator("tbody tr").count() == 1
    page.context.clear_cookies()
    page.goto("/shelf")
    expect(page.get_by_text("No books yet")).to_be_visible()
