"""What readers' tags mean."""

import tomllib
from collections import Counter
from importlib import resources

from bookrec.data.goodbooks.tag_names import TagNames

NAMES = TagNames.load()


def test_every_tag_stands_once() -> None:
    table = resources.files("bookrec.data.goodbooks").joinpath("tag_names.toml").read_text("utf-8")
    sections = tomllib.loads(table)
    tags = Counter(
        tag
        for name in ("genres", "moods", "settings", "shelves")
        for tags in sections[name].values()
        for tag in tags.split()
    )
    assert [tag for tag, n in tags.items() if n > 1] == []


def test_spellings_of_one_genre_are_counted_together() -> None:
    genres, tags = NAMES.read_counts([("sci-fi", 30), ("scifi", 40), ("dystopian", 60)])
    assert genres == ["Science Fiction", "Dystopia"]
    assert tags == []


def test_shelves_are_nothing_and_moods_are_no_genres() -> None:
    counts = [
        ("to-read", 9000), ("owned", 800), ("read-in-2015", 70), ("stephen-king", 60),
        ("kindle", 50), ("5-stars", 40), ("horror", 500), ("coming-of-age", 30), ("small-town", 20),
        ("heist", 10), ("found-family", 10), ("slow-burn", 10), ("dark", 10), ("funny", 3),
    ]  # fmt: skip
    genres, tags = NAMES.read_counts(counts)
    assert genres == ["Horror"]
    assert tags == [
        "coming of age", "small town", "dark", "found family", "heist", "slow burn", "funny",
    ]  # fmt: skip


def test_what_hardly_anybody_says_is_left_out() -> None:
    assert NAMES.read_counts([("fantasy", 1000), ("romance", 19), ("magic", 5)]) == (
        ["Fantasy"],
        [],
    )
    assert NAMES.read_counts([("fantasy", 2)]) == ([], [])


def test_a_school_shelf_is_no_school_story() -> None:
    read_for_school = [("classics", 100), ("high-school", 90)]
    assert NAMES.read_counts(read_for_school) == (["Classics"], [])
    school_story = [("young-adult", 100), ("high-school", 90)]
    assert NAMES.read_counts(school_story) == (["Young Adult"], ["high school"])


def test_genres_of_other_collections_keep_their_order() -> None:
    names = ["Vampires", "Teen", "Fantasy", "Audiobook", "Buisness", "Weird Fiction", "Young Adult"]
    assert NAMES.read_genres(names) == (
        ["Young Adult", "Fantasy", "Business", "Weird Fiction"],
        ["vampires"],
    )
