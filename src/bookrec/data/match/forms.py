"""How a title is made comparable: articles, spaces, number words and subtitles aside."""

import re
from typing import NamedTuple

from bookrec.data.titles import fold, main_title, normalize_title

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
_SUBTITLE = re.compile(r":\s+|\s+[-–—]\s+")


class TitleForms(NamedTuple):
    """The ways in which one written title may stand in a catalogue.

    Attributes:
        full: The whole title, compact.
        main: Without the subtitle; equals `full` where there is none.
        tail: What follows the first colon, for "The Lord of the Rings: The Two Towers"; "" if none.
    """

    full: str
    main: str
    tail: str


def title_forms(title: str) -> TitleForms:
    """Make all forms of a title as written, series in parentheses aside."""
    _, mark, tail = _split_subtitle(title)
    return TitleForms(
        full=compact(normalize_title(title)),
        main=compact(main_title(title)),
        tail=compact(normalize_title(tail)) if mark else "",
    )


def compact(key: str) -> str:
    """Make keys equal that differ in a leading article, spaces or the writing of numbers.

        >>> compact("nineteen eighty four"), compact("the sea biscuit")
        ('1984', 'seabiscuit')

    Args:
        key: A title's key, made by `titles.normalize_title`.

    Returns:
        The key without spaces.
    """
    return "".join(_with_digits(_ARTICLE.sub("", key).split()))


def words(key: str) -> list[str]:
    """The words of a key, articles aside, numbers as digits."""
    return _with_digits(_ARTICLE.sub("", key).split())


def numbers(tokens: list[str]) -> list[str]:
    """The numbers among the words: two titles with different ones are different books."""
    return sorted(token for token in tokens if token.isdigit())


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


def _split_subtitle(title: str) -> tuple[str, str, str]:
    match = _SUBTITLE.search(title)
    if not match:
        return title, "", ""
    return title[: match.start()], match.group(), title[match.end() :]


__all__ = ["TitleForms", "compact", "fold", "numbers", "title_forms", "words"]
