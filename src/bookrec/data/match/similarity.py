"""How alike two titles are, so that a misspelling passes and a sequel does not."""

from collections.abc import Sequence

from rapidfuzz.distance import OSA

from bookrec.data.match.forms import TitleForms, numbers, words

_WITHOUT_SUBTITLE = 0.96
_TAIL_ONLY = 0.92
_MIN_COMPACT = 0.93
_LIGHT_WORDS = frozenset(
    "the a an of and in on to for or at by with from s is it part book vol volume no novel "
    "la le les el los las der die das de du des di il et y und en".split()
)


def title_similarity(
    left: TitleForms, left_words: Sequence[str], right: TitleForms, right_key: str
) -> float:
    """Compare a title as written with one of the catalogue.

    Args:
        left: Forms of the one title.
        left_words: Its words.
        right: Forms of the other.
        right_key: Its key.

    Returns:
        0 to 1: 1 for equal titles, 0.96 where one leaves out its subtitle, less for misspellings,
        0 for different titles.
    """
    if left.full == right.full:
        return 1.0
    if left.full == right.main or left.main == right.full:
        return _WITHOUT_SUBTITLE
    if left.full in (right.tail, "") or left.tail == right.full:
        return _TAIL_ONLY if left.full else 0.0
    return _misspelt(left.full, list(left_words), right.full, words(right_key))


def _misspelt(left: str, left_words: list[str], right: str, right_words: list[str]) -> float:
    """Similarity of titles that differ in letters; 0 if a word or number has no counterpart."""
    if numbers(left_words) != numbers(right_words):
        return 0.0
    whole = OSA.normalized_similarity(left, right)
    by_words = min(_covered(left_words, right_words), _covered(right_words, left_words))
    if by_words:
        return float(max(by_words, whole))
    return float(whole) if whole >= _MIN_COMPACT else 0.0


def _covered(words_here: list[str], words_there: list[str]) -> float:
    """Mean similarity of each word to its counterpart, weighted by length; 0 if one has none."""
    total = weight = 0.0
    for word in words_here:
        best = max((_word_similarity(word, other) for other in words_there), default=0.0)
        if not best and word not in _LIGHT_WORDS:
            return 0.0
        size = 1 if word in _LIGHT_WORDS else len(word)
        total += best * size
        weight += size
    return total / weight if weight else 0.0


def _word_similarity(left: str, right: str) -> float:
    """1 for the same word, less for a misspelt one, 0 for another word."""
    if left == right:
        return 1.0
    longest = max(len(left), len(right))
    allowed = 0 if longest <= 3 else 1 if longest <= 5 else 2 if longest <= 9 else 3
    distance = OSA.distance(left, right, score_cutoff=allowed)
    return 1 - distance / longest if distance <= allowed else 0.0
