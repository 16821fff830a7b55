"""ISBNs in any dress to 13 checked digits."""

_DRESS = str.maketrans("", "", "=\"' []()-‐‑–\u00a0.:")


def parse_isbn(text: str) -> str | None:
    """Read an ISBN of 10 or 13 digits, such as `="0345391802"` or `978-0-345-39180-3`.

        >>> parse_isbn("0-345-39180-2")
        '9780345391803'

    Returns:
        The ISBN-13, or None unless length, prefix (978 or 979) and check digit are right.
    """
    isbn = _undress(text)
    if not isbn.isascii():
        return None
    if len(isbn) == 10 and isbn[:9].isdigit() and isbn[9] == _check_digit_10(isbn[:9]):
        return "978" + isbn[:9] + _check_digit_13("978" + isbn[:9])
    if len(isbn) == 13 and isbn.isdigit() and isbn.startswith(("978", "979")):
        return isbn if isbn[12] == _check_digit_13(isbn[:12]) else None
    return None


def explain_no_isbn(text: str) -> str:
    """Say what is wrong with what `parse_isbn` does not read.

    >>> explain_no_isbn("9780345391804")
    'its check digit is wrong: the last one would be 3'
    """
    isbn = _undress(text)
    if not (isbn.isascii() and isbn[:-1].isdigit() and len(isbn) in (10, 13)):
        return f"it has {sum(map(str.isdigit, isbn))} digits; an ISBN has 10 or 13"
    if len(isbn) == 13 and not isbn.startswith(("978", "979")):
        return "13 digits of an ISBN begin with 978 or 979"
    wanted = _check_digit_10(isbn[:9]) if len(isbn) == 10 else _check_digit_13(isbn[:12])
    return f"its check digit is wrong: the last one would be {wanted}"


def _undress(text: str) -> str:
    return text[:64].translate(_DRESS).upper().removeprefix("ISBN")


def _check_digit_10(digits: str) -> str:
    """ISO 2108: weights 10 down to 2, modulo 11; X stands for 10."""
    value = -sum(
        weight * int(digit) for weight, digit in zip(range(10, 1, -1), digits, strict=True)
    )
    return "0123456789X"[value % 11]


def _check_digit_13(digits: str) -> str:
    """EAN-13: weights 1 and 3 in turn, modulo 10."""
    value = -sum(int(digit) * (1 + 2 * (place % 2)) for place, digit in enumerate(digits))
    return str(value % 10)
