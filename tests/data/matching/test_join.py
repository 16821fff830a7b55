"""Which book a rated title means."""

import pandas as pd
import pytest

from bookrec.data.matching.evidence import SeriesNames
from bookrec.data.matching.join import TitleMatch, match_titles
from bookrec.data.matching.join_index import RatedTitle
from bookrec.data.matching.works import assign_works
from bookrec.data.text.series import parse_series
from bookrec.data.text.titles import normalize_author, normalize_title

# Title, author, series, number of ratings, average rating.
CATALOGUE = [
    ("Inferno", "Dan Brown", "Robert Langdon #4", 472_175, 3.8),
    ("Inferno", "Dante Alighieri", "La Divina Commedia #1", 144_149, 4.0),
    ("Twilight", "Stephenie Meyer", "The Twilight Saga #1", 4_964_519, 3.6),
    ("Twilight", "Meg Cabot", "The Mediator #6", 39_131, 4.4),
    ("The Double", "Fyodor Dostoyevsky", "", 18_302, 3.7),
    ("The Double", "José Saramago", "", 15_059, 4.3),
    ("Ashes to Ashes", "Jenny Han", "Burn for Burn #3", 11_201, 4.0),
    ("The Chase", "Lynsay Sands", "", 2_011, 3.8),
    ("A Drink Before the War", "Dennis Lehane", "", 28_386, 4.0),
    ("The Magician's Nephew", "C.S. Lewis", "Chronicles of Narnia Chronology #1", 9_000, 4.0),
    ("Saga", "Brian K. Vaughan", "Saga #1", 9_000, 4.2),
    ("Blink: The Power of Thinking Without Thinking", "Malcolm Gladwell", "", 9_000, 3.9),
    ("Cotton", "Christopher Wilson", "", 90, 3.5),
    ("The Gifts of Imperfection", "Brené Brown", "", 9_000, 4.2),
    ("Good to Great: Why Some Companies Make the Leap", "James C. Collins", "", 9_000, 4.1),
    ("The Color of Magic", "Terry Pratchett", "Discworld #1", 9_000, 4.0),
    ("Mort", "Terry Pratchett", "Discworld #4", 9_000, 4.2),
    ("Harry Potter Series Box Set", "J.K. Rowling", "Harry Potter #1-7", 9_000, 4.7),
    ("Spin", "Robert Charles Wilson", "Spin Saga #1", 9_000, 4.0),
    ("American Pastoral", "Philip Roth", "Complete Nathan Zuckerman #6", 9_000, 3.9),
    ("The Human Stain", "Philip Roth", "Complete Nathan Zuckerman #8", 9_000, 3.9),
    ("The Firm", "John Grisham", "", 9_000, 4.0),
    ("Wonder", "R.J. Palacio", "Wonder #1", 9_000, 4.4),
    ("1984", "George Orwell", "", 9_000, 4.2),
    ("V.", "Thomas Pynchon", "", 900, 3.9),
    ("سمفونی مردگان", "عباس معروفی", "", 900, 4.2),
]


@pytest.fixture(scope="module")
def books() -> pd.DataFrame:
    frame = pd.DataFrame(
        CATALOGUE, columns=["title", "author", "series", "n_ratings", "average_rating"]
    )
    refs = [parse_series(text) for text in frame["series"]]
    frame = frame.assign(
        book_id=[f"{number:02}" for number in range(len(frame))],
        series=[ref.name if ref else None for ref in refs],
        volume=[ref.volume if ref else None for ref in refs],
        volume_last=[ref.volume_last if ref else None for ref in refs],
        title_key=frame["title"].map(normalize_title),
        author_key=frame["author"].map(normalize_author),
    )
    return frame.assign(work_id=assign_works(frame))


def match(name: str, books: pd.DataFrame, *, mean: float = 4.0, n: int = 5) -> TitleMatch:
    return match_titles([RatedTitle(name, n, mean)], books)[0]


@pytest.mark.parametrize(
    ("name", "author", "how"),
    [
        ("Inferno (Robert Langdon, #4)", "Dan Brown", "title"),
        ("Inferno (La Divina Commedia, #1)", "Dante Alighieri", "title"),
        ("Inferno", "Dan Brown", "title"),
        ("Twilight (The Mediator, #6)", "Meg Cabot", "title"),
        ("Twilight (Twilight, #1)", "Stephenie Meyer", "title"),
        ("The Magician's Nephew (Chronicles of Narnia, #6)", "C.S. Lewis", "title"),
        ("A Drink Before the War (Kenzie & Gennaro, #1)", "Dennis Lehane", "title"),
        ("The Firm (Penguin Readers, Level 5)", "John Grisham", "title"),
        ("Mort (Discworld, #4; Death, #1)", "Terry Pratchett", "title"),
        ("The Firm (Movie Tie-In Edition)", "John Grisham", "edition"),
        ("The Gifts of Imperfection: Let Go of Who You Think", "Brené Brown", "subtitle"),
        ("Good to Great", "James C. Collins", "subtitle"),
        ("The Colour of Magic (Discworld, #1)", "Terry Pratchett", "series"),
        ("Harry Potter Boxset (Harry Potter, #1-7)", "J.K. Rowling", "series"),
        ("1984", "George Orwell", "title"),
        ("V.", "Thomas Pynchon", "title"),
        ("سمفونى مردگان", "عباس معروفی", "title"),
    ],
)
def test_found(name: str, author: str, how: str, books: pd.DataFrame) -> None:
    found = match(name, books)
    assert found.found
    assert (books["author"][found.book_num], found.how) == (author, how)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Ashes to Ashes (Kovac and Liska, #1)", "only books of other series"),
        ("The Chase (Isaac Bell, #1)", "only books of other series"),
        ("Saga (Saga, #2)", "only books of other series"),
        ("Cotton: The Biography of a Revolutionary Fiber", "no book of this title"),
        ("The Gifts of Imperfection: A Graphic Novel", "no book of this title"),
        ("Spin State (Spin Trilogy, #1)", "no book of this title"),
        ("The Wonder", "no book of this title"),
        ("چراغ‌ها را من خاموش می‌کنم", "no book of this title"),
        ("???", "no book of this title"),
    ],
)
def test_no_book_is_better_than_a_wrong_one(name: str, why: str, books: pd.DataFrame) -> None:
    assert match(name, books) == TitleMatch(-1, why)


def test_series_names_that_meet_on_two_titles_are_one_series(books: pd.DataFrame) -> None:
    names = ["American Pastoral (American Trilogy, #1)", "The Human Stain (American Trilogy, #3)"]
    alone = match_titles([RatedTitle(names[0], 5, 4.0)], books)
    together = match_titles([RatedTitle(name, 5, 4.0) for name in names], books)
    assert [found.found for found in alone] == [False]
    assert [books["author"][found.book_num] for found in together] == ["Philip Roth"] * 2


def test_the_mean_rating_settles_equals_in_popularity(books: pd.DataFrame) -> None:
    low, high = (
        match("The Double", books, mean=3.6, n=60),
        match("The Double", books, mean=4.4, n=60),
    )
    assert books["author"][low.book_num] == "Fyodor Dostoyevsky"
    assert books["author"][high.book_num] == "José Saramago"
    assert low.settled_by == high.settled_by == "popularity and average rating"


def test_rivals_are_reported_with_what_settled_them(books: pd.DataFrame) -> None:
    found = match("Inferno (La Divina Commedia, #1)", books)
    assert [books["author"][number] for number in found.rivals] == ["Dan Brown"]
    assert found.settled_by == "series and volume"
    assert match("1984", books).rivals == ()


def test_ties_go_to_the_smaller_row() -> None:
    frame = pd.DataFrame(
        {
            "book_id": ["a", "b"],
            "title": ["It", "It"],
            "series": None,
            "volume": float("nan"),
            "volume_last": float("nan"),
            "title_key": ["it", "it"],
            "author_key": ["x", "y"],
            "work_id": ["a", "b"],
            "n_ratings": [7, 7],
            "average_rating": [4.0, 4.0],
        }
    )
    assert match("It", frame).book_num == 0


def test_series_names_agree_if_equal_or_contained() -> None:
    names = SeriesNames([])
    assert names.agree("dark elf", "forgotten realms dark elf")
    assert names.agree("forgotten realms dark elf", "dark elf")
    assert not names.agree("elf", "selfish")
    assert not names.agree("dark elf", "dark materials")
