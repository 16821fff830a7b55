"""The list of works and their titles."""

from collections import Counter
from importlib.resources import files

import pytest

from bookrec.data.matching.forms import make_form
from bookrec.data.matching.known_titles import known_titles
from bookrec.data.text.authors import normalize_author
from bookrec.data.text.titles import normalize_title

LINES = (
    (files("bookrec.data.matching") / "known_titles.txt").read_text(encoding="utf-8").splitlines()
)


def name_of(title: str, author: str = "") -> str | None:
    text = make_form(normalize_title(title)).text
    work = known_titles().find(text, [normalize_author(author)] if author else [])
    return work.texts[0] if work else None


def test_no_title_of_an_author_is_listed_twice():
    keys = Counter(
        (author, make_form(normalize_title(title)).text)
        for author, *titles in (line.split("|") for line in LINES)
        for title in titles
    )
    assert [key for key, n in keys.items() if n > 1] == []
    assert all(len(line.split("|")) > 2 for line in LINES)


@pytest.mark.parametrize(
    ("title", "author", "name"),
    [
        ("Schuld und Sühne", "Fjodor M. Dostojewski", "crimeandpunishment"),
        ("Krieg und Frieden", "Leo Tolstoi", "warandpeace"),
        ("Der Kirschgarten", "Anton Tschechow", "cherryorchard"),
        ("Tokio blues", "Murakami Haruki", "norwegianwood"),
        ("Die unendliche Geschichte", "", "neverendingstory"),
    ],
)
def test_finds_a_work_however_its_author_is_spelt(title: str, author: str, name: str):
    assert name_of(title, author) == name


@pytest.mark.parametrize(
    ("title", "author"),
    [("Die Verwandlung", "Stefan Zweig"), ("Es", ""), ("Der Doppelgänger", ""), ("Mist", "x")],
)
def test_finds_nothing_by_another_author_or_by_a_title_that_tells_nothing(title: str, author: str):
    assert name_of(title, author) is None
