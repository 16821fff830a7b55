"""Single values of a reader's file: stars, years, names. Every pattern is linear."""

import math
import re

MAX_STARS = 5.0
MIN_STARS = 1.0
OFF_SCALE = "is not a number from 1 to 5"
"""What every message about such a rating says."""
_STARS = re.compile(r"\d(?:[.,]\d{1,3})?")
_STAR_WORD = re.compile(r"\s*(?:stars?|sterne?|étoiles?|estrellas?|stelle|stella)$", re.IGNORECASE)
_SCALED = re.compile(
    r"(?P<value>\d{1,3}(?:[.,]\d{1,3})?)\s*(?:/|von|out of|of)\s*(?P<scale>\d{1,3})"
)
_DRAWN = "★⭐☆½\ufe0f "
_YEAR = re.compile(r"-?\d{1,4}")


def parse_stars(text: str) -> float:
    """Read a star rating; a decimal comma is accepted.

    Raises:
        ValueError: If it is not a number from 1 to 5.
    """
    stars = float(text.strip().replace(",", ".")) if _STARS.fullmatch(text.strip()) else 0.0
    if not MIN_STARS <= stars <= MAX_STARS:
        raise ValueError(f"rating {shorten(text)!r} {OFF_SCALE}")
    return stars


def parse_rating(text: str) -> float | None:
    """Read the rating column of an export: empty and 0 mean unrated.

    Besides numbers from 0 to 5 it may say its scale, as "8/10", or be drawn, as "★★★★☆", or have a
    word for stars behind it. Fractions below one star, of any scale, become 1, the least of ours.

    Raises:
        ValueError: If it is none of these.
    """
    text = _STAR_WORD.sub("", text.strip())
    if not text.strip("0.,☆"):
        return None
    if not text.strip(_DRAWN):
        return max(MIN_STARS, text.count("★") + text.count("⭐") + 0.5 * text.count("½"))
    scaled = _SCALED.fullmatch(text)
    if scaled:
        return _from_scale(scaled["value"], int(scaled["scale"]))
    if re.fullmatch(r"0?[.,]\d{1,3}", text):
        return MIN_STARS
    return parse_stars(text)


def _from_scale(value: str, scale: int) -> float | None:
    """Bring a rating of a scale from 0 to `scale` to stars; 0 is unrated."""
    share = float(value.replace(",", ".")) / scale if scale else math.inf
    if share > 1:
        raise ValueError(f"rating '{value}/{scale}' is more than its scale")
    return max(MIN_STARS, round(share * MAX_STARS, 3)) if share > 0 else None


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
