"""The one place where raw text is cleaned: names, and descriptions.

Mojibake is undone with ftfy (Robyn Speer, 2019), which is slow, so it sees only text that shows
the marks of UTF-8 read as Windows-1252.
"""

import html
import re
from itertools import pairwise

import ftfy

from bookrec.data.text.notes import without_notes

# First byte of a UTF-8 sequence, then a continuation byte, both as Windows-1252 shows them.
_MOJIBAKE = re.compile(
    "[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    "\u2013-\u203a\u20ac\u2122]"
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,31}\d{0,2});", re.IGNORECASE)
# Invisible: controls, soft hyphens, directional marks, byte order marks, replacement characters.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\ue000\ufeff\ufffd]"
)
# Zero-width joiners belong to the spelling of Persian and Indic words, and nowhere else.
_JOINER = re.compile(
    "(?<![\u0600-\u08ff\u0900-\u0dff])[\u200c\u200d]|[\u200c\u200d](?![\u0600-\u08ff\u0900-\u0dff])"
)
_C1_CONTROLS = re.compile("[\x80-\x9f]")

_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_BREAK_TAG = re.compile(r"<(?:br|/?p|/?div|/?li|/?ul|/?h\d)\b[^<>]{0,100}>", re.IGNORECASE)
# "FORTUNE.LOSING", "day.The", "terror?Harry", "way.“Run": the space of a lost paragraph break.
# Two letters before it keep "J.K. Rowling" and "U.S.A" whole.
_RUN_TOGETHER = re.compile(
    r"([.!?…](?:(?<=\w\w.)|(?<=\. \.))[.!?…]*[”’)\]]?)"
    r"(?=[\"“‘(]?(?!NET\b)(?:[A-ZÀ-ÖØ-Þ][^\W\d_]|[AI] ))"
)
_SENTENCE_ENDS = (".", "!", "?", "…")
_WEB_SIGNS = ("http", "www.", ".com", ".org", ".net", ".co.uk")
_WEB = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w-]{1,63}\.(?:com|org|net|co\.uk)\b\S*", re.IGNORECASE
)
_MASK = "\ue000"


def clean_name(text: str) -> str:
    """Clean one line of text: a title, a name, a genre.

    Undoes mojibake and HTML entities, removes invisible characters, joins white space.
    """
    if _is_plain(text):
        return text.strip()
    return " ".join(_plain_characters(_unquoted(text.strip())).split())


def clean_description(text: str) -> str:
    """Clean a book description.

    On top of what `clean_name` does: undoes doubled CSV quotes, removes HTML tags and the notes of
    Goodreads librarians, and puts back the space where lost paragraph breaks ran two sentences
    together.

    Args:
        text: As found in the raw file.

    Returns:
        Plain text on one line; "" if nothing is left.
    """
    text = _plain_characters(_unquoted(text.strip()))
    if "<" in text:
        text = _TAG.sub("", _BREAK_TAG.sub(" ", text))
    text = without_notes(" ".join(text.split()))
    return _with_sentence_spaces(text).strip()


def _is_plain(text: str) -> bool:
    """Whether a name is as it should be: nearly all are."""
    return (
        text.isascii()
        and text.isprintable()
        and "&" not in text
        and "  " not in text
        and not text.startswith('"')
    )


def _plain_characters(text: str) -> str:
    if _MOJIBAKE.search(text):
        text = ftfy.fix_encoding(text)
    if "&" in text and _ENTITY.search(text):
        text = html.unescape(html.unescape(text))
    if text.isascii() and text.isprintable():
        return text
    if _INVISIBLE.search(text):  # C1 controls are among them.
        text = _INVISIBLE.sub("", _C1_CONTROLS.sub(_as_windows_1252, text))
    return _JOINER.sub("", text) if "\u200c" in text or "\u200d" in text else text


def _as_windows_1252(match: re.Match[str]) -> str:
    """Read a C1 control as the character that Windows-1252 has in its place."""
    return match.group().encode("latin-1").decode("cp1252", errors="ignore")


def _unquoted(text: str) -> str:
    """Undo CSV quoting that was applied twice: the whole in quotes, each quote within doubled."""
    inner = text[1:-1]
    if len(text) > 1 and text[0] == text[-1] == '"' and '"' not in inner.replace('""', ""):
        return inner.replace('""', '"')
    return text


def _with_sentence_spaces(text: str) -> str:
    """Put a space between sentences, but not into web addresses."""
    if not any(sign in text for sign in _WEB_SIGNS):
        return _RUN_TOGETHER.sub(r"\1 ", _with_spaced_quotes(text))
    addresses = iter(_WEB.findall(text))
    spaced = _RUN_TOGETHER.sub(r"\1 ", _with_spaced_quotes(_WEB.sub(_MASK, text)))
    return re.sub(_MASK, lambda _: next(addresses), spaced)


def _with_spaced_quotes(text: str) -> str:
    """Put the space between two sentences on the outer side of a straight quote.

    Where quotes do not pair, it stays open which side that is.
    """
    parts = text.split('"')
    if len(parts) % 2 == 0:
        return text
    spaced = [parts[0]]
    for number, (before, after) in enumerate(pairwise(parts)):
        is_break = before.endswith(_SENTENCE_ENDS) and after[:1].isupper()
        opens = number % 2 == 0
        spaced += [(' "' if opens else '" ') if is_break else '"', after]
    return "".join(spaced)
