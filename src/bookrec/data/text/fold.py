"""Keys of names: the one place that decides when two spellings are the same text.

Keys are made for all scripts: text that consists of symbols alone ("???") keeps its symbols, so
no name is reduced to nothing and equals all the others.
"""

import html
import re
import unicodedata
from functools import lru_cache

# Letters that NFKD does not take apart, and Arabic letters that Persian text writes in two ways.
_FOLDED_LETTERS = str.maketrans(
    {
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
        "ي": "ی",
        "ى": "ی",
        "ك": "ک",
        "ة": "ه",
        "ە": "ه",
        "ـ": None,
    }
    | dict.fromkeys("’‘ʼʻ´′", None)
)
# Marks that spelling may leave out: Latin, Greek and Cyrillic accents, Hebrew and Arabic vowels.
# Other marks (Devanagari vowels, Japanese voicing) are letters in all but name.
_OPTIONAL_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]")
_DIGIT_GROUP = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_INITIAL_DOT = re.compile(r"\b(\w)\.(?=\w\b)")
_NEEDS_CARE = re.compile(r"['`&,.]|c[+#]")
_NOT_WORD_ASCII = str.maketrans(
    {chr(code): " " for code in range(128) if not chr(code).isalnum() or chr(code).isupper()}
)


@lru_cache(maxsize=131072)  # One title is compared by several keys in a row.
def fold(text: str) -> str:
    """Make a key of any text: case, accents, punctuation and spacing no longer matter.

    Args:
        text: Any text, any script.

    Returns:
        Letters and digits, words separated by one space; empty only for blank text.
    """
    if "&" in text:
        text = html.unescape(text)
    folded = text.casefold()
    if not folded.isascii():
        decomposed = unicodedata.normalize("NFKD", folded)
        folded = unicodedata.normalize("NFC", _OPTIONAL_MARKS.sub("", decomposed)).casefold()
        folded = folded.translate(_FOLDED_LETTERS)
    if _NEEDS_CARE.search(folded):
        folded = _with_spoken_signs(folded)
    return _words(folded) or " ".join(folded.split()) or " ".join(text.split())


def _with_spoken_signs(folded: str) -> str:
    """Treat the ASCII signs that carry meaning: "&", "C++", "C#", "20,000", "P.S."."""
    folded = folded.replace("'", "").replace("`", "").replace("&", " and ")
    folded = folded.replace("c++", "c plus plus").replace("c#", "c sharp")
    if "," in folded:
        folded = _DIGIT_GROUP.sub("", folded)
    return _INITIAL_DOT.sub(r"\1", folded) if "." in folded else folded


def _words(folded: str) -> str:
    if folded.isascii():
        return " ".join(folded.translate(_NOT_WORD_ASCII).split())
    kept = [
        character if unicodedata.category(character)[0] in "LMN" else " " for character in folded
    ]
    return " ".join("".join(kept).split())
