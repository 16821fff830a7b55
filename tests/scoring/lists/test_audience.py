"""For whom a book is, by tags as readers give them; strict."""

import pytest

from bookrec.errors import ConfigError
from bookrec.scoring.lists.audience import Audience, check_age, suits_age, suits_audience

BOOKS = {
    "Goodnight Moon": "Picture Books, Childrens, Fiction, Classics, Kids",
    "Matilda": "Childrens, Fiction, Classics, Fantasy, Middle Grade, Young Adult, Humor",
    "Harry Potter": "Fantasy, Fiction, Young Adult, Magic, Childrens, Middle Grade, Classics",
    "The Demon King": "Fantasy, Young Adult, Magic, High Fantasy, Romance, Fiction, Childrens",
    "The Hunger Games": "Young Adult, Fiction, Dystopia, Fantasy, Science Fiction, Romance",
    "A serial killer, for teens": "Young Adult, Thriller, Serial Killer, Fiction",
    "Gone Girl": "Fiction, Mystery, Thriller, Crime, Suspense, Contemporary, Adult",
    "1984": "Classics, Fiction, Science Fiction, Dystopia, Literature",
    "The Read-Aloud Handbook": "Parenting, Education, Nonfiction, Childrens, Books About Books",
    "The Gift of Fear": "Nonfiction, Psychology, Self Help",
    "Candy": "Fiction, Humor, Erotica, Novels, Classics",
    "Bunny Suicides": "Humor, Comics, Fiction, Picture Books",
    "Die unendliche Geschichte": "Children's books, Fantasy",
    "Nothing is known": "",
}


def suiting(age: int) -> set[str]:
    return {title for title, tags in BOOKS.items() if suits_age(_tags(title), age)}


def _tags(title: str) -> list[str]:
    return [tag for tag in BOOKS[title].split(", ") if tag]


def test_each_age_gets_what_is_for_it() -> None:
    assert suiting(5) == {"Goodnight Moon"}
    assert suiting(8) == {"Goodnight Moon", "Matilda", "Die unendliche Geschichte"}
    assert suiting(9) == suiting(8) | {"Harry Potter"}
    assert suiting(14) == suiting(9) | {"The Demon King", "The Hunger Games"}
    assert suiting(16) == suiting(14) | {"A serial killer, for teens"}
    assert suiting(18) == set(BOOKS)


@pytest.mark.parametrize(
    ("audience", "titles"),
    [
        (Audience.CHILDREN, suiting(12)),
        (
            Audience.YOUNG_ADULT,
            {"Harry Potter", "The Demon King", "The Hunger Games", "A serial killer, for teens"},
        ),
        (Audience.ADULT, {"Gone Girl", "1984", "The Gift of Fear", "Candy", "Bunny Suicides"}),
    ],
)
def test_an_audience_gets_what_is_plainly_for_it(audience: Audience, titles: set[str]) -> None:
    assert {title for title in BOOKS if suits_audience(_tags(title), audience)} == titles


@pytest.mark.parametrize("age", [-1, 300])
def test_an_age_that_nobody_has(age: int) -> None:
    with pytest.raises(ConfigError, match="from 0 to 120"):
        check_age(age)
