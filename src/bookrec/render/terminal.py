"""Text from files made safe for a terminal."""

import json
import unicodedata

_DRIVING = ("Cc", "Cf", "Cs")
"""Categories of control characters, format characters and halves of pairs."""


def printable(text: str) -> str:
    """Return the text without control and format characters, which could drive a terminal.

    Line breaks and tabs become spaces; escape sequences lose their escape character;
    bidirectional overrides go, joiners inside words (Persian, emoji) stay.
    """
    if text.isprintable():
        return text
    return "".join(_safe(character) for character in text)


def _safe(character: str) -> str:
    if character in "\n\r\t":
        return " "
    if character in "\u200c\u200d":
        return character
    return "" if unicodedata.category(character) in _DRIVING else character


def printable_json(document: str) -> str:
    """Return JSON text, its lines as they are, with such characters as escapes: the same values."""
    return "".join(
        json.dumps(character)[1:-1]
        if character != "\n" and unicodedata.category(character) in _DRIVING
        else character
        for character in document
    )
