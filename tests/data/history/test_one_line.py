import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookrec.data.history import DEFAULT_RATING, parse_book
from bookrec.errors import BookrecError, DataError


@pytest.mark.parametrize(
    ("text", "title", "author", "rating", "isbn"),
    [
        ("Dune|Frank Herbert|5", "Dune", "Frank Herbert", 5.0, ""),
        ("Dune|Frank Herbert|3.5", "Dune", "Frank Herbert", 3.5, ""),
        ("Dune|Frank Herbert|3,5", "Dune", "Frank Herbert", 3.5, ""),
        (" Dune | Frank Herbert ", "Dune", "Frank Herbert", DEFAULT_RATING, ""),
        ("Dune", "Dune", "", DEFAULT_RATING, ""),
        ("Dune||2", "Dune", "", 2.0, ""),
        (r"Either\|Or|Kierkegaard|1", "Either|Or", "Kierkegaard", 1.0, ""),
        ("Dune|Frank Herbert|5|0-441-17271-7", "Dune", "Frank Herbert", 5.0, "9780441172719"),
        ("Dune|Frank Herbert||9780441172719", "Dune", "Frank Herbert", 5.0, "9780441172719"),
        ("1984|George Orwell", "1984", "George Orwell", DEFAULT_RATING, ""),
    ],
)
def test_reads_fields(text: str, title: str, author: str, rating: float, isbn: str):
    book = parse_book(text)
    assert (book.title, book.author, book.rating, book.isbn) == (title, author, rating, isbn)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "title is empty"),
        ("|Frank Herbert|5", "title is empty"),
        ("Dune|Frank Herbert|6", "'6' is not a number from 1 to 5"),
        ("Dune|Frank Herbert|0", "'0' is not a number from 1 to 5"),
        ("Dune|Frank Herbert|nan", "'nan' is not a number"),
        ("Dune|Frank Herbert|inf", "'inf' is not a number"),
        ("Dune|Frank Herbert|1e0", "'1e0' is not a number"),
        ("Dune|Frank Herbert|five", "'five' is not a number"),
        ("Dune|4", "write 'Dune||4'"),
        ("Dune|Frank Herbert|5|123", "'123' is no ISBN"),
        ("Dune|Frank Herbert|5|9780441172710", "is no ISBN"),
        ("a|b|5|0441172717|e", "5 fields"),
        ("x" * 2000, "longer than 1,000"),
    ],
)
def test_refuses_with_one_line(text: str, said: str):
    with pytest.raises(DataError, match=said.replace("|", r"\|")) as caught:
        parse_book(text)
    assert "\n" not in str(caught.value)


def test_control_characters_never_reach_the_message():
    with pytest.raises(DataError) as caught:
        parse_book("\x1b[31mDune\x07|Herbert\n|9")
    assert str(caught.value).isprintable()


@given(st.text(alphabet=st.sampled_from("ab|\\5.,\n \x1b٥"), max_size=60) | st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str):
    try:
        book = parse_book(text)
    except BookrecError as error:
        assert str(error).isprintable()
    else:
        assert book.title
        assert book.rating is not None
        assert 1 <= book.rating <= 5
