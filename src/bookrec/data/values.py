"""Single values of the raw files: list literals, numbers, ISBNs."""

import ast
import re

_MAX_LIST_TEXT = 20_000
_QUOTED_ITEM = re.compile(r"""'([^']{1,200})'|"([^"]{1,200})\"""")
_PLACEHOLDER_ISBNS = frozenset({"9999999999999", "0000000000000"})


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


def parse_isbn(text: str) -> str | None:
    """Read an ISBN-13 or ISBN-10.

    Returns:
        Thirteen digits, or None for a placeholder or a wrong check digit.
    """
    isbn = re.sub(r"[^0-9Xx]", "", text).upper()
    if len(isbn) == 10:
        isbn = _isbn13_of(isbn)
    if len(isbn) != 13 or isbn in _PLACEHOLDER_ISBNS or not isbn.isdigit():
        return None
    return isbn if _check_digit(isbn[:12]) == isbn[12] else None


def _isbn13_of(isbn10: str) -> str:
    digits = [10 if character == "X" else int(character) for character in isbn10]
    weighted = sum(weight * digit for weight, digit in zip(range(10, 0, -1), digits, strict=True))
    body = "978" + isbn10[:9]
    return body + _check_digit(body) if weighted % 11 == 0 and body.isdigit() else ""


def _check_digit(body: str) -> str:
    weighted = sum(int(digit) * (1, 3)[position % 2] for position, digit in enumerate(body))
    return str(-weighted % 10)
