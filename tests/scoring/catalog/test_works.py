"""Omnibuses and editions, from their titles."""

import pytest

from bookrec.scoring.catalog.works import share_a_title


@pytest.mark.parametrize(
    ("title", "other"),
    [
        ("Animal Farm / 1984", "1984"),
        ("The Iliad/The Odyssey", "The Odyssey"),
        ("Molloy, Malone Dies, The Unnamable", "Malone Dies"),
        ("The Call of the Wild, White Fang and Other Stories", "White Fang"),
        ("The Turn of the Screw and Other Short Fiction", "The Turn of the Screw"),
        ("Walden & Civil Disobedience", "Walden"),
        ("Complete Novels: Red Harvest / The Thin Man", "The Thin Man"),
        ("Good Omens: The Nice and Accurate Prophecies", "Good Omens"),
        ("Frankenstein, or the Modern Prometheus", "Frankenstein"),
        ("Moby-Dick or, the Whale", "Moby-Dick"),
        ("DUNE", "Dune"),
        ("The Complete Novels", "Emma"),
        ("Complete Stories and Poems", "The Raven"),
        ("The Complete Works of William Shakespeare", "Hamlet"),
    ],
)
def test_books_within_books(title: str, other: str) -> None:
    assert share_a_title(title, other)
    assert share_a_title(other, title)


@pytest.mark.parametrize(
    ("title", "other"),
    [
        ("Foundation and Empire", "Foundation"),
        ("Madeline and the Gypsies", "Madeline"),
        ("Batman: Year One", "Batman: Hush"),
        ("Dune Messiah", "Dune"),
        ("War and Peace", "Peace"),
        ("A Complete Novel Idea", "Emma"),
    ],
)
def test_other_books(title: str, other: str) -> None:
    assert not share_a_title(title, other)
    assert not share_a_title(other, title)
