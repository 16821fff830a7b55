"""Whether two spellings of an author name one person.

Readers write "Tolkien", "J. R. R. Tolkien", "Tolkien, J.R.R.", "Dostoevskij" and "Murakami Haruki".
Names are compared token by token in any order; initials stand for names, and letters that
transliterations and translations exchange (w/v, y/i, kh/h) are written alike first.
"""

import re
from functools import lru_cache

from rapidfuzz.distance import OSA

# What transliterations of one name exchange, longest first; a rough common form, not phonetics.
_EXCHANGED = (
    ("shch", "sc"),
    ("schtsch", "sc"),
    ("tsch", "c"),
    ("tch", "c"),
    ("sch", "s"),
    ("ch", "c"),
    ("sh", "s"),
    ("zh", "z"),
    ("kh", "h"),
    ("ph", "f"),
    ("th", "t"),
    ("ck", "k"),
    ("ts", "c"),
    ("tz", "c"),
    ("x", "ks"),
    ("w", "v"),
    ("y", "i"),
    ("j", "i"),
    ("oe", "o"),
    ("ue", "u"),
    ("ae", "a"),
)
_REPEATED = re.compile(r"(.)\1+")
_SAME_TOKEN = 0.7
_INITIAL = 0.9
_NICKNAME = 0.6
_SURNAME_ALONE = 0.9


def author_agreement(left: str, right: str) -> float:
    """Compare two authors' keys (made by `titles.normalize_author`).

        >>> author_agreement("fyodor dostoevskij", "fyodor dostoyevsky") > 0.9
        True

    Args:
        left: Key of one name.
        right: Key of the other.

    Returns:
        0 to 1: 1 for the same name, about 0.9 where one is shortened, 0 where the surnames differ.
    """
    if left == right:
        return 1.0
    shorter, longer = sorted((left.split(), right.split()), key=lambda name: (len(name), name))
    if not shorter:
        return 0.0
    if left.replace(" ", "") == right.replace(" ", ""):
        return 1.0
    if len(shorter[-1]) == 1:  # "Austen J"
        shorter = shorter[::-1]
    joined = [*longer[:-2], "".join(longer[-2:])]
    # As written; "Murakami Haruki"; "Dumas père"; "LeGuin".
    orders = (longer, longer[::-1], longer[:-1], joined)
    return max(_agreement(shorter, order) for order in orders if len(order) >= len(shorter))


def _agreement(shorter: list[str], longer: list[str]) -> float:
    """Compare surnames (last tokens), then pair each given name with its best counterpart."""
    surname = _token_agreement(shorter[-1], longer[-1])
    if surname < _SAME_TOKEN or len(shorter[-1]) == 1:
        return 0.0
    given, candidates = shorter[:-1], longer[:-1]
    if not given:
        return surname * _SURNAME_ALONE if candidates else surname
    parts = [_given_agreement(name, candidates) for name in given]
    return surname * (0.5 + 0.5 * sum(parts) / len(parts))


def _given_agreement(name: str, candidates: list[str]) -> float:
    """The best of: same name, initial, translated name with the same first letter."""
    best = 0.0
    for candidate in candidates:
        if name[0] == candidate[0]:
            short = len(name) == 1 or len(candidate) == 1
            best = max(best, _INITIAL if short else _NICKNAME)
        agreement = _token_agreement(name, candidate)
        if agreement >= _SAME_TOKEN:
            best = max(best, agreement)
    return best


@lru_cache(maxsize=65536)
def _token_agreement(left: str, right: str) -> float:
    """Similarity of two tokens after undoing exchanges of letters."""
    if left == right:
        return 1.0
    return float(OSA.normalized_similarity(common_form(left), common_form(right)))


@lru_cache(maxsize=65536)
def common_form(token: str) -> str:
    """Write a word of a name as its transliterations have in common: "tolstoj" as "tolstoi"."""
    for written, common in _EXCHANGED:
        token = token.replace(written, common)
    return _REPEATED.sub(r"\1", token)
