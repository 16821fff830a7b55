"""How alike two titles are, so that a misspelling passes and a sequel does not."""

from collections.abc import Callable, Iterable, Sequence

from rapidfuzz.distance import OSA

from bookrec.data.matching.forms import Form, TitleForms

_SUBTITLE_LEFT_OUT = 0.96
_SERIES_IN_FRONT = 0.96
_SUBTITLE_ADDED = 0.9
_MIN_WHOLE = 0.9
_LIGHT_WORDS = frozenset(
    "the a an of and in on to for or at by with from s is it part book vol volume no novel "
    "la le les el los las der die das de du des di il et y und en".split()
)


def title_similarity(
    written: TitleForms, known: TitleForms, is_word: Callable[[str], bool]
) -> float:
    """Compare a title as a reader writes it with one of the catalogue.

    Args:
        written: Forms of the reader's title.
        known: Forms of the catalogue's title.
        is_word: Tells words from misspellings: "prince" is not a misspelt "princess".

    Returns:
        0 to 1: 1 for equal titles, 0.96 where the reader leaves out the subtitle or puts the
        series in front, 0.9 where the reader adds a subtitle, less for misspellings, 0 for
        different titles.
    """
    if written.full.text == known.full.text:
        return 1.0
    if written.full.text == known.main.text:
        return _SUBTITLE_LEFT_OUT
    if written.tail.text == known.full.text or written.full.text == known.tail.text:
        return _SERIES_IN_FRONT
    if written.main.text == known.full.text:
        return _SUBTITLE_ADDED
    best = _misspelt(written.full, known.full, is_word)
    if known.main != known.full:
        best = max(best, _misspelt(written.full, known.main, is_word) * _SUBTITLE_LEFT_OUT)
    if written.main != written.full:
        best = max(best, _misspelt(written.main, known.full, is_word) * _SUBTITLE_ADDED)
    return best


def _misspelt(written: Form, known: Form, is_word: Callable[[str], bool]) -> float:
    """Similarity of titles that differ in letters; 0 if a word or number has no counterpart."""
    if _numbers(written) != _numbers(known):
        return 0.0
    by_words = _by_words(written.words, known.words, is_word)
    if by_words:
        whole = float(OSA.normalized_similarity(written.text, known.text))
        return max(by_words, whole)
    return float(OSA.normalized_similarity(written.text, known.text, score_cutoff=_MIN_WHOLE))


def _by_words(
    written: Sequence[str], known: Sequence[str], is_word: Callable[[str], bool]
) -> float:
    """Similarity of titles word by word, in any order; 0 if a word has no counterpart."""
    alike = []
    for word in written:
        row = [_word_similarity(word, other, is_word) for other in known]
        if not max(row, default=0.0) and word not in _LIGHT_WORDS:
            return 0.0
        alike.append(row)
    return min(
        _covered(written, map(max, alike)),
        _covered(known, map(max, zip(*alike, strict=True))),
    )


def _numbers(form: Form) -> list[str]:
    """The numbers of a title: "Henry IV, Part 1" and "Part 2" are different books."""
    if form.text.isalpha():
        return []
    return sorted(word for word in form.words if word.isdigit())


def _covered(words: Sequence[str], similarities: Iterable[float]) -> float:
    """Mean similarity of words to their counterparts, by length; 0 if one has none."""
    total = weight = 0.0
    for word, similarity in zip(words, similarities, strict=True):
        if not similarity and word not in _LIGHT_WORDS:
            return 0.0
        size = 1 if word in _LIGHT_WORDS else len(word)
        total += similarity * size
        weight += size
    return total / weight


def _word_similarity(written: str, known: str, is_word: Callable[[str], bool]) -> float:
    """1 for the same word, less for a misspelt one, 0 for another word."""
    if written == known:
        return 1.0
    longest = max(len(written), len(known))
    allowed = 0 if longest <= 3 else 1 if longest <= 5 else 2 if longest <= 9 else 3
    distance = OSA.distance(written, known, score_cutoff=allowed)
    if distance > allowed:
        return 0.0
    if is_word(written) and (distance > 1 or written[0] != known[0]):
        return 0.0
    return 1 - distance / longest
