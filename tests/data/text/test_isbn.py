import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookrec.data.text.isbn import parse_isbn


@pytest.mark.parametrize(
    "text",
    [
        "0441172717",
        "0-441-17271-7",
        '="0441172717"',
        "[0441172717]",
        "978-0-441-17271-9",
        '="9780441172719"',
        "ISBN 9780441172719",
    ],
)
def test_every_dress_gives_the_same_13_digits(text: str):
    assert parse_isbn(text) == "9780441172719"


def test_x_is_a_check_digit_of_ten_digits_only():
    assert parse_isbn("080442957x") == "9780804429573"
    assert parse_isbn("978080442957X") is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        '=""',
        "9999999999999",  # placeholder of the Best Books file
        "9780441172710",  # wrong check digit
        "0441172718",
        "B0851JCZYV",  # an Amazon number in the same column
        "4006381333931",  # a valid EAN that is no book
        "٠٤٤١١٧٢٧١٧",
        "04411727",
    ],
)
def test_what_is_no_isbn_is_none(text: str):
    assert parse_isbn(text) is None


@given(st.text(max_size=80))
def test_any_text_gives_13_digits_or_none(text: str):
    isbn = parse_isbn(text)
    assert isbn is None or (len(isbn) == 13 and isbn.isdigit() and parse_isbn(isbn) == isbn)
