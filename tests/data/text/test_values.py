"""List literals and numbers."""

import pytest

from bookrec.data.text.values import parse_list, parse_number


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("['Young Adult', 'Fiction']", ["Young Adult", "Fiction"]),
        ("""['Locus Award (2009)', "Grand Prix de l'Imaginaire"]""",
         ["Locus Award (2009)", "Grand Prix de l'Imaginaire"]),
        ("""["Children's stories"]""", ["Children's stories"]),
        ("[]", []),
        ("", []),
        ("['a', 'a', '', ' b ']", ["a", "b"]),
        ("['a', ['b'], 1, None]", ["a"]),
        ("['Fantasy', 'Magic', 'Chil", ["Fantasy", "Magic"]),  # cut off
        ("Fantasy", []),
        ("__import__('os').system('echo evaluated')", ["os", "echo evaluated"]),
        ("{'a': 'b'}", []),
        ("[" * 10_000, []),
    ],
)  # fmt: skip
def test_parse_list(text: str, items: list[str]) -> None:
    assert parse_list(text) == items


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("4.33", 4.33),
        (" 1,234 ", 1234),
        ("5:1674064", 1674064),
        ("total:2298124", 2298124),
        ("", None),
        ("n/a", None),
        ("nan", None),
        ("inf", None),
        ("-1", None),
    ],
)
def test_parse_number(text: str, number: float | None) -> None:
    assert parse_number(text, smallest=0, largest=1e9) == number
