import pytest

from bookrec.data.history import RatedBook, describe_books
from bookrec.errors import DataError

BOOKS = [RatedBook(title="Piranesi", rating=5), RatedBook(title="Either|Or", rating=2)]


def test_a_description_goes_to_the_book_of_that_title() -> None:
    lines = ["PIRANESI | an endless house | and the sea", r"Either\|Or|two ways to live"]
    described = describe_books(BOOKS, lines)
    assert [book.description for book in described] == [
        "an endless house and the sea",
        "two ways to live",
    ]
    assert [book.rating for book in described] == [5, 2]
    assert describe_books(BOOKS, []) == BOOKS


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Emma|a matchmaker", "--book 'Emma'"),
        ("Piranesi", "expected Title"),
        ("Piranesi|", "expected Title"),
        ("|a house", "expected Title"),
    ],
)
def test_what_cannot_be_used_is_named(line: str, said: str) -> None:
    with pytest.raises(DataError, match="--describe") as raised:
        describe_books(BOOKS, [line])
    assert said in str(raised.value)
