import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookrec.data.matching.names import author_agreement
from bookrec.data.text.authors import normalize_author

SAME = 0.7
OTHER = 0.65


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("J.R.R. Tolkien", "JRR Tolkien"),
        ("Tolkien", "J.R.R. Tolkien"),
        ("Fyodor Dostoyevsky", "Fjodor Dostojewski"),
        ("Fyodor Dostoyevsky", "Dostoevskij"),
        ("Anton Chekhov", "Anton Tschechow"),
        ("Leo Tolstoy", "Lev Tolstoi"),
        ("Haruki Murakami", "Murakami Haruki"),
        ("Alexandre Dumas", "Alexandre Dumas père"),
        ("Ursula K. Le Guin", "Ursula LeGuin"),
        ("Jules Verne", "Julio Verne"),
        ("Jane Austen", "Austen J"),
        ("Kurt Vonnegut Jr.", "Kurt Vonegut"),
    ],
)
def test_spellings_of_one_author_agree(left: str, right: str):
    assert author_agreement(normalize_author(left), normalize_author(right)) >= SAME


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Stephen King", "Stephen Hawking"),
        ("Stephen King", "Ross King"),
        ("Dan Brown", "Sandra Brown"),
        ("Jane Austen", "Paul Auster"),
        ("Charlotte Brontë", "Emily Brontë"),
        ("Thomas Mann", "Thomas Hardy"),
        ("", "Homer"),
    ],
)
def test_different_authors_do_not(left: str, right: str):
    assert author_agreement(normalize_author(left), normalize_author(right)) <= OTHER


NAMES = st.text(max_size=40).map(normalize_author)


@given(NAMES, NAMES)
def test_agreement_is_a_symmetric_share(left: str, right: str):
    agreement = author_agreement(left, right)
    assert 0 <= agreement <= 1
    assert agreement == author_agreement(right, left)


@given(NAMES)
def test_a_name_agrees_with_itself(name: str):
    assert author_agreement(name, name) == 1
