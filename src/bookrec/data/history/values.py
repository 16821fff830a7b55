"""Single values of a reader's file: stars, years, names. Every pattern is linear."""

import re

MAX_STARS = 5.0
MIN_STARS = 1.0
_STARS = re.compile(r"\d(?:[.,]\d{1,3})?")
_YEAR = re.compile(r"-?\d{1,4}")


def parse_stars(text: str) -> float:
    """Read a star rating; a decimal comma is accepted.

    Raises:
        ValueError: If it is not a number from 1 to 5.
    """
    stars = float(text.strip().replace(",", ".")) if _STARS.fullmatch(text.strip()) else 0.0
    if not MIN_STARS <= stars <= MAX_STARS:
        raise ValueError(f"rating {shorten(text)!r} is not a number from 1 to 5")
    return stars


def parse_rating(text: str) -> float | None:
    """Read the rating column of an export: empty and 0 mean unrated.

    StoryGraph's and LibraryThing's fractions below one star become 1, the least of our scale.

    Raises:
        ValueError: If it is not a number from 0 to 5.
    """
    text = text.strip()
    if not text.strip("0.,"):
        return None
    if re.fullmatch(r"0?[.,]\d{1,3}", text):
        return MIN_STARS
    return parse_stars(text)


def parse_year(text: str) -> int | None:
    """Read a year, also from the head of a date; None where there is none."""
    match = _YEAR.match(text.strip())
    return int(match.group()) if match else None


def surname_last(name: str) -> str:
    """Turn "Le Guin, Ursula K." into "Ursula K. Le Guin"; other names stay as they are."""
    surname, comma, rest = name.partition(",")
    if not comma or "," in rest or not surname.strip() or not rest.strip():
        return name.strip()
    return f"{rest.strip()} {surname.strip()}"


def split_list(text: str, separator: str = ",") -> tuple[str, ...]:
    """Split a list cell, dropping blanks and repeats."""
    parts = (part.strip() for part in text.split(separator))
    return tuple(dict.fromkeys(part for part in parts if part))


def shorten(text: str, limit: int = 60) -> str:
    """The text on one line without control characters, cut to `limit`, for messages."""
    line = "".join(character if character.isprintable() else " " for character in text)
    line = " ".join(line.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
