"""Text from files made safe for a terminal."""

import unicodedata


def printable(text: str) -> str:
    """Return the text without control and format characters, which could drive a terminal.

    Line breaks and tabs become spaces; escape sequences lose their escape character;
    bidirectional overrides go, joiners inside words (Persian, emoji) stay.
    """
    return "".join(_safe(character) for character in text)


def _safe(character: str) -> str:
    if character in "\n\r\t":
        return " "
    if character in "\u200c\u200d":
        return character
    return "" if unicodedata.category(character) in ("Cc", "Cf", "Cs") else character
