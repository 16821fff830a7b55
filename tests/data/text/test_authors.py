"""Keys of author names."""

import pytest

from bookrec.data.text.titles import normalize_author


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("J.R.R. Tolkien", "j r r tolkien"),
        ("J. R. R. Tolkien", "j r r tolkien"),
        ("Tolkien, JRR", "j r r tolkien"),
        ("Mary GrandPré (Illustrator)", "mary grandpre"),
        ("Suzanne Collins (Goodreads Author)", "suzanne collins"),
        ("Le Guin, Ursula K.", "ursula k le guin"),
        ("García Márquez, Gabriel", "gabriel garcia marquez"),
        ("Saint-Exupéry, Antoine de", "antoine de saint exupery"),
        ("Neil Gaiman, Terry Pratchett", "neil gaiman"),
        ("Martin Luther King, Jr.", "martin luther king"),
        ("Jo Nesbø", "jo nesbo"),
        ("Madeleine L’Engle", "madeleine lengle"),
        ("GEORGE ORWELL", "george orwell"),
        ("Voltaire", "voltaire"),
        ("صادق هدايت", "صادق هدایت"),
        ("村上春樹", "村上春樹"),
        ("", ""),
        (" , ", ""),
    ],
)
def test_author_key(name: str, key: str) -> None:
    assert normalize_author(name) == key
