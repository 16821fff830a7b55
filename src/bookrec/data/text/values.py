"""Single values of the raw files: list literals and numbers."""

import ast
import re

_MAX_LIST_TEXT = 20_000
# Nearly all lists look like this; splitting them is ten times as fast as parsing.
_PLAIN_LIST = re.compile(r"\['[^'\"\\\s][^'\"\\]*(?:', '[^'\"\\\s][^'\"\\]*)*'\]")
_QUOTED_ITEM = re.compile(r"""'([^']{1,200})'|"([^"]{1,200})\"""")


def parse_list(text: str) -> list[str]:
    """Read a list literal such as `['Fantasy', "Children's"]`; nothing in it is evaluated.

    Args:
        text: The literal; a damaged one yields the items that can still be told apart.

    Returns:
        Non-empty items in order, without repeats.
    """
    text = text.strip()[:_MAX_LIST_TEXT]
    if not text or text == "[]":
        return []
    if _PLAIN_LIST.fullmatch(text):
        return list(dict.fromkeys(text[2:-2].split("', '")))
    try:
        items = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        items = [single or double for single, double in _QUOTED_ITEM.findall(text)]
    if not isinstance(items, list | tuple):
        return []
    cleaned = (item.strip() for item in items if isinstance(item, str))
    return list(dict.fromkeys(item for item in cleaned if item))


def parse_number(text: str, *, smallest: float, largest: float) -> float | None:
    """Read a number such as "4.33", "1,234" or "5:1674064" (what follows the colon).

    Returns:
        The number, or None if there is none or it is out of range.
    """
    text = text.rpartition(":")[2].strip().replace(",", "")
    try:
        number = float(text)
    except ValueError:
        return None
    return number if smallest <= number <= largest else None
