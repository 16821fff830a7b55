"""Series and volumes in titles and in the series column."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookrec.data.text.series import SeriesRef, parse_series, split_title


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Hunger Games #1", SeriesRef("The Hunger Games", 1, 1)),
        ("Discworld, #1", SeriesRef("Discworld", 1, 1)),
        ("Twilight #1.5", SeriesRef("Twilight", 1.5, 1.5)),
        ("Childe Cycle # 2", SeriesRef("Childe Cycle", 2, 2)),
        ("The Deptford Trilogy #1–3", SeriesRef("The Deptford Trilogy", 1, 3)),
        ("The MacGregors, #1 -2", SeriesRef("The MacGregors", 1, 2)),
        ("Irish Hearts #1 & 2", SeriesRef("Irish Hearts", 1, 2)),
        ("Mrs. Piggle Wiggle, #1-2, #4", SeriesRef("Mrs. Piggle Wiggle", 1, 4)),
        ("The Twilight Saga #1-4, 3.5", SeriesRef("The Twilight Saga", 1, 4)),
        ("Guild Hunter #0.4, 0.6, 3.5", SeriesRef("Guild Hunter", 0.4, 3.5)),
        ("Wheel of Time, #2-1", SeriesRef("Wheel of Time", 2, 2)),
        ("The Stormlight Archive #1, part 1", SeriesRef("The Stormlight Archive", 1, 1)),
        ("In Death #17.5 - Big Jack", SeriesRef("In Death", 17.5, 17.5)),
        ("Batman 1940-2011 #404-407", SeriesRef("Batman 1940-2011", 404, 407)),
        ("Jack Caffery Book 4", SeriesRef("Jack Caffery", 4, 4)),
        ("The Years of Lyndon Johnson, Vol 1", SeriesRef("The Years of Lyndon Johnson", 1, 1)),
        ("Night's Dawn 2", SeriesRef("Night's Dawn", 2, 2)),
        ("Madeline", SeriesRef("Madeline", None, None)),
        ("Includes: Immortals After Dark, #7", SeriesRef("Immortals After Dark", 7, 7)),
        ("هری پاتر #۲", SeriesRef("هری پاتر", 2, 2)),
        ("", None),
        ("#1-3", None),
        ("1939-1975", None),
        ("Volume 2", None),
    ],
)
def test_parse_series(text: str, expected: SeriesRef | None) -> None:
    assert parse_series(text) == expected


@pytest.mark.parametrize(
    ("name", "title", "series"),
    [
        (
            "The Colour of Magic (Discworld, #1; Rincewind #1)",
            "The Colour of Magic",
            [("Discworld", 1, 1), ("Rincewind", 1, 1)],
        ),
        (
            "No Mercy (Dark-Hunter #18, Were-Hunter, #5)",
            "No Mercy",
            [("Dark-Hunter", 18, 18), ("Were-Hunter", 5, 5)],
        ),
        (
            "The Tomb (Adversary Cycle, #2) (Repairman Jack, #1)",
            "The Tomb",
            [("Adversary Cycle", 2, 2), ("Repairman Jack", 1, 1)],
        ),
        (
            "To Green Angel Tower, Part 1 (Memory, Sorrow, and Thorn, #3; Part 1)",
            "To Green Angel Tower, Part 1",
            [("Memory, Sorrow, and Thorn", 3, 3)],
        ),
        (
            "Racing in the Rain (Known Space Series)",
            "Racing in the Rain",
            [("Known Space Series", None, None)],
        ),
        (
            "No Room For Man (Childe Cycle # 2) (Childe Cycle # 2)",
            "No Room For Man",
            [("Childe Cycle", 2, 2)],
        ),
        (
            "Little (Grrl) Lost (Grrl) Lost (Newford, #16)",
            "Little (Grrl) Lost",
            [("Newford", 16, 16)],
        ),
        (
            "(It's a Purl Thing) (Chicks with Sticks, #1)",
            "(It's a Purl Thing)",
            [("Chicks with Sticks", 1, 1)],
        ),
        ("The City (Book of Ember, #1)", "The City", [("Book of Ember", 1, 1)]),
        ("Narnia (#1-7)", "Narnia", [("Narnia", 1, 7)]),
        ("I Am America (And So Can You!)", "I Am America (And So Can You!)", []),
        ("Shahnameh (Vol 5)", "Shahnameh (Vol 5)", []),
        ("Your #1 Writing Skills Strategy", "Your #1 Writing Skills Strategy", []),
        ("(Only, #1)", "(Only, #1)", []),
        ("Unclosed (Dune, #1", "Unclosed (Dune, #1", []),
        ("  1984  ", "1984", []),
        ("", "", []),
    ],
)
def test_split_title(
    name: str, title: str, series: list[tuple[str, float | None, float | None]]
) -> None:
    assert split_title(name) == (title, [SeriesRef(*ref) for ref in series])


@given(st.text(alphabet="ab (),;#1.-&", max_size=200))
def test_split_title_never_loses_a_title(name: str) -> None:
    title, series = split_title(name)
    assert bool(title) == bool(name.strip())
    assert all(ref.volume is None or ref.volume <= (ref.volume_last or 0) for ref in series)


@pytest.mark.parametrize(
    "unit", ["(", ")", "#1,", "#1-", "(a #1)", "# ", " (", "book 1", "1.", "(A) "]
)
def test_hostile_titles_are_read_in_linear_time(unit: str) -> None:
    # Quadratic work on 400,000 characters would not end within the day.
    split_title(unit * (400_000 // len(unit)))
