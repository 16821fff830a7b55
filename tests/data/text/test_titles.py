"""Keys of titles and works."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookrec.data.text.titles import edition_key, fold, main_title, normalize_title


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("The Colour of Magic (Discworld, #1; Rincewind, #1)", "the colour of magic"),
        ("1984", "1984"),
        ("300", "300"),
        ("It", "it"),
        ("V.", "v"),
        ("S.", "s"),
        ("We", "we"),
        ("???", "???"),
        ("Les Misérables", "les miserables"),
        ("Angels &amp; Demons (Robert Langdon, #1)", "angels and demons"),
        ("Don’t Look Back", "dont look back"),
        ("20,000 Leagues Under the Sea", "20000 leagues under the sea"),
        ("P.S. I Love You", "ps i love you"),
        ("The C++ Programming Language", "the c plus plus programming language"),
        ("شازده كوچولو", "شازده کوچولو"),
        ("كتاب‌ها", "کتاب ها"),
        ("Преступление и наказание", "преступление и наказание"),
        ("ノルウェイの森", "ノルウェイの森"),
    ],
)
def test_title_key(title: str, key: str) -> None:
    assert normalize_title(title) == key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ガラス", "カラス"),  # glass, crow: voicing marks are part of the letter
        ("कि", "कु"),  # Devanagari vowels are marks
        ("The C Programming Language", "The C++ Programming Language"),
        ("We", "Me"),
        ("???", "!!!"),
    ],
)
def test_different_titles_stay_different(one: str, other: str) -> None:
    assert normalize_title(one) != normalize_title(other)


@given(st.text(min_size=1).filter(lambda text: text.strip()))
def test_no_title_is_reduced_to_nothing(title: str) -> None:
    assert fold(title)
    assert normalize_title(title)
    assert main_title(title)


@given(st.text())
def test_fold_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dune", "Dune: A Novel"),
        ("Dune (Dune Chronicles, #1)", "Dune, 40th Anniversary Edition"),
        ("The Stand", "The Stand (Movie Tie-In)"),
        ("Les Misérables", "Les Misérables [Abridged]"),
        ("The Sirens of Titan", "Sirens of Titan"),
        ("Ishmael", "Ishmael:A Novel"),
        ("The Island of Dr. Moreau", "The Island of Doctor Moreau"),
        ("The Walking Dead, Vol. 01: Days Gone Bye", "The Walking Dead, Volume 1: Days Gone Bye"),
        ("The Very Hungry Caterpillar", "The Very Hungry Caterpillar Board Book"),
        ("Gone Girl", "Gone Girl: A Novel of Suspense"),
    ],
)
def test_editions_share_a_key(one: str, other: str) -> None:
    assert edition_key(one) == edition_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Batman: Year One", "Batman: The Killing Joke"),
        ("Shahnameh (Vol 1)", "Shahnameh (Vol 5)"),
        ("The Walking Dead, Vol. 1: Days Gone Bye", "The Walking Dead, Vol. 2: Miles Behind Us"),
        ("A", "The"),
        ("Wave", "The Wave"),
        ("A Wrinkle in Time", "A Wrinkle in Time: The Graphic Novel"),
        ("Guards! Guards!", "Guards! Guards!: The Play"),
    ],
)
def test_different_works_have_different_keys(one: str, other: str) -> None:
    assert edition_key(one) != edition_key(other)


def test_main_title_drops_the_subtitle() -> None:
    assert main_title("Freakonomics: A Rogue Economist Explores") == "freakonomics"
    assert main_title("2001: A Space Odyssey (Space Odyssey, #1)") == "2001"
    assert main_title("Catch-22") == "catch 22"
