"""How a title is made comparable: articles, spaces, number words and subtitles aside."""

import re
from typing import NamedTuple

from bookrec.data.text.titles import normalize_title

_ARTICLE = re.compile(r"^(?:the|an?|le|la|les|der|die|das|el|los|las|il|lo|gli|het|de) (?=.)")
_UNITS = dict(
    zip(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split(),
        map(str, range(1, 20)),
        strict=True,
    )
)
_TENS = dict(
    zip(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(),
        range(20, 100, 10),
        strict=True,
    )
)
_ROMAN = dict(zip("ii iii iv vi vii viii ix".split(), "2 3 4 6 7 8 9".split(), strict=True))
_MAX_LENGTH = 1_000
_CLOSING_GROUPS = re.compile(r"(?<=.)(?:\s*\([^()]*\))+\s*$")
# "Sapiens: A Brief", "Maus - A Tale", "The Hobbit, or There", "Moby-Dick or, the", "Why? The",
# "Der Prozess. Roman".
_SUBTITLE = re.compile(
    r":\s+|\s+[-–—]\s+|[,;]\s+or,?\s+|\s+or,\s+|(?<=[?!])\s+|"
    r"\.\s+(?=(?:Roman|Kriminalroman|Novelle|Erzählung(?:en)?|Romanzo|Novela)\b)"
)


class Form(NamedTuple):
    """One way to write a title.

    Attributes:
        words: Its words, the leading article aside, numbers as digits.
        text: The words without spaces; equal for "Sea Biscuit" and "Seabiscuit".
    """

    words: tuple[str, ...]
    text: str


class TitleForms(NamedTuple):
    """The ways in which one title may stand in a catalogue; equal where nothing is left out.

    Attributes:
        full: The whole title.
        main: Without subtitle and closing parentheses ("(Paperback)").
        tail: What follows the first colon, for "The Lord of the Rings: The Two Towers".
    """

    full: Form
    main: Form
    tail: Form


def make_form(key: str) -> Form:
    """Make keys equal that differ in a leading article, spaces or the writing of numbers.

        >>> make_form("the nineteen eighty four").text
        '1984'

    Args:
        key: A title's key, made by `titles.normalize_title`.
    """
    words = _with_digits(_ARTICLE.sub("", key).split())
    return Form(tuple(words), "".join(words))


def title_forms(title: str, key: str) -> TitleForms:
    """Make all forms of a title.

    Args:
        title: The title as written.
        key: Its `titles.normalize_title`.
    """
    full = make_form(key)
    title = title[:_MAX_LENGTH]
    bare = _CLOSING_GROUPS.sub("", title)
    subtitle = _SUBTITLE.search(bare)
    main = bare[: subtitle.start()] if subtitle else bare
    tail = bare[subtitle.end() :] if subtitle else title
    return TitleForms(full, _form_or(full, main, title), _form_or(full, tail, title))


def _form_or(full: Form, part: str, title: str) -> Form:
    """The form of a part of a title; of the whole where the part is all of it or nothing."""
    if part == title or not part.strip():
        return full
    return make_form(normalize_title(part))


def _with_digits(tokens: list[str]) -> list[str]:
    """Write number words and Roman numerals as digits: "eighty four" is one number."""
    written: list[str] = []
    tens = 0
    for token in tokens:
        unit = _UNITS.get(token, "")
        if tens and len(unit) == 1:
            written[-1] = str(tens + int(unit))
            tens = 0
            continue
        tens = _TENS.get(token, 0)
        written.append(str(tens) if tens else unit or _ROMAN.get(token, token))
    return written
