"""What the words of a mood mean."""

import pytest

from bookrec.scoring.likeness.lexicon import Mood, read_mood

GENRES = ["Cozy Mystery", "Humor", "Horror", "Steampunk", "Art"]


def wanted(mood: Mood) -> set[str]:
    return {genre for notion in mood.wanted for genre in notion.genres}


def unwanted(mood: Mood) -> set[str]:
    return {genre for notion in mood.unwanted for genre in notion.genres}


def test_a_negation_holds_to_the_end_of_its_clause() -> None:
    mood = read_mood("cosy village mystery with humour, no blood or gore", GENRES)
    assert {"Cozy Mystery", "Humor"} <= wanted(mood)
    assert "Horror" in unwanted(mood)
    assert "Horror" not in wanted(mood)
    assert "blood" not in mood.words
    assert "village" in mood.words


def test_but_begins_a_clause() -> None:
    mood = read_mood("no vampires but dragons", GENRES)
    assert "Vampires" in unwanted(mood)
    assert "Dragons" in wanted(mood)


def test_the_name_of_a_genre_means_it() -> None:
    assert wanted(read_mood("STEAMPUNK please", GENRES)) == {"Steampunk"}


def test_the_longest_phrase_is_taken() -> None:
    assert "True Crime" in wanted(read_mood("true crime", GENRES))
    assert "Time Travel" in wanted(read_mood("a time travel story", GENRES))


@pytest.mark.parametrize("text", ["", "qqq zzz", "no", "!?"])
def test_what_says_nothing(text: str) -> None:
    mood = read_mood(text, GENRES)
    assert not mood.wanted
    assert not mood.unwanted
