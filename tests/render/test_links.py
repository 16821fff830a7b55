"""Links to books, from what the data tells."""

import pytest

from bookrec.render.links import find_link

COVER = "https://images.gr-assets.com/books/1361039191m/1.jpg"


@pytest.mark.parametrize(
    ("book_id", "cover_url", "isbn", "link"),
    [
        ("1.Harry", COVER, "9780439785969", "https://www.goodreads.com/book/show/1"),
        ("2767052-the-hunger-games", COVER, None, "https://www.goodreads.com/book/show/2767052"),
        ("1", None, "9780439785969", "https://openlibrary.org/isbn/9780439785969"),
        ("1", "https://gr-assets.com.evil.example/1.jpg", None, None),
        ("abc", COVER, None, None),
    ],
)
def test_link(book_id: str, cover_url: str | None, isbn: str | None, link: str | None) -> None:
    assert find_link({"book_id": book_id, "cover_url": cover_url, "isbn": isbn}) == link
