"""Search by words: titles and authors together, typing errors forgiven.

A book's score is the share of the query's weight that its words account for. A word weighs by
its rarity (inverse document frequency, Spärck Jones 1972); a misspelt word counts for the words
of the catalogue it resembles, by their similarity. Words that may resemble one are those that share
enough pairs of letters with it, as in Ukkonen 1992.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from bookrec.data.matching.keys import KeyTable

_MAX_QUERY_WORDS = 24
_MAX_WORD = 40
_SIMILAR = 72.0
_MAX_EXPANSIONS = 12
_MIN_PREFIX = 3
_COMPLETION = 0.8
_MAX_COMPLETIONS = 200
_POPULARITY_SHARE = 0.03
# Two words of a similarity of 72 % have at least about 40 % of their pairs of letters in common,
# but where an error stands within a short word.
_SHARED_PAIRS = 0.35
_MAX_COMPARED = 64
_REMEMBERED = 65_536

Arrays = Mapping[str, npt.NDArray[Any]]


class WordIndex:
    """Inverted index from words to books, and from pairs of letters to words."""

    def __init__(self, arrays: Arrays, n_ratings: npt.NDArray[np.int64]) -> None:
        """Take an index that `build_words` made.

        Args:
            arrays: Its arrays; they may be memory maps.
            n_ratings: Popularity, shape (n_books,); settles near-ties.
        """
        self._letters, self._ends = arrays["letters"], arrays["word_ends"]
        self._starts, self._books = arrays["book_starts"], arrays["books"]
        self._numbers = KeyTable(arrays["word_hashes"], arrays["word_numbers"])
        self._pairs = arrays["pairs"]
        self._pair_starts, self._pair_words = arrays["pair_starts"], arrays["pair_words"]
        self._n_ratings = n_ratings
        self._n_books = len(n_ratings)
        self._unknown_weight = float(np.log1p(self._n_books))
        most = float(n_ratings.max(initial=0))
        self._most_popular = max(float(np.log1p(np.float32(most))), 1.0)
        self._remembered: dict[str, dict[int, float]] = {}

    def __contains__(self, word: str) -> bool:
        """Whether some book has this word."""
        return bool(self._numbers.find(word))

    def search(
        self, words: list[str], n: int, max_books: int | None = None
    ) -> list[tuple[int, float]]:
        """Find the books that account best for the words; the last one may be unfinished.

        Args:
            words: Folded words of the query; the first 24 are used.
            n: Results, at most.
            max_books: Words of more books than this ("the") are left out, unless all are.

        Returns:
            Book number and score, 0 to 1, best first; ties by popularity, then book number.
        """
        words = [word[:_MAX_WORD] for word in dict.fromkeys(words[:_MAX_QUERY_WORDS])]
        found: list[npt.NDArray[np.int32]] = []
        credits: list[npt.NDArray[np.float64]] = []
        total = 0.0
        for word in self._telling(words, max_books):
            similar = self._similar(word)
            if word == words[-1] and max_books is None:
                similar = self._completions(word) | similar
            weight = self._weight(word)
            total += weight
            if similar:
                books, shares = self._books_of(similar)
                found.append(books)
                credits.append(shares * weight)
        if not found or n < 1:
            return []
        books, places = np.unique(np.concatenate(found), return_inverse=True)
        scores = np.bincount(places, np.concatenate(credits)) / total
        return self._best(books, scores, n)

    def _telling(self, words: list[str], max_books: int | None) -> list[str]:
        if max_books is None:
            return words
        rare = [word for word in words if self._n_books_of(word) <= max_books]
        return rare or words

    def _n_books_of(self, word: str) -> int:
        return sum(int(self._starts[num + 1] - self._starts[num]) for num in self._number(word))

    def _weight(self, word: str) -> float:
        n_books = self._n_books_of(word)
        return float(np.log1p(self._n_books / n_books)) if n_books else self._unknown_weight

    def _number(self, word: str) -> list[int]:
        return self._numbers.find(word)[:1]

    def _word(self, number: int) -> str:
        start = int(self._ends[number - 1]) if number else 0
        return self._letters[start : int(self._ends[number])].tobytes().decode()

    def _similar(self, word: str) -> dict[int, float]:
        """Words of the catalogue that `word` may stand for, with similarity 0 to 1."""
        similar = self._remembered.get(word)
        if similar is None:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            similar = self._remembered[word] = self._find_similar(word)
        return similar

    def _find_similar(self, word: str) -> dict[int, float]:
        known = self._number(word)
        if known:
            return {known[0]: 1.0}
        if len(word) < _MIN_PREFIX:
            return {}
        near = self._sharing_pairs(word)
        found = process.extract(
            word,
            {num: self._word(num) for num in near},
            scorer=fuzz.ratio,
            score_cutoff=_SIMILAR,
            limit=_MAX_EXPANSIONS,
        )
        return {number: (score / 100) ** 2 for _, score, number in found}

    def _sharing_pairs(self, word: str) -> list[int]:
        """Words that share the most pairs of letters with `word`, in alphabetical order."""
        pairs = sorted(pairs_of(word))
        places = self._pairs.searchsorted(pairs)
        postings = [
            self._pair_words[int(self._pair_starts[place]) : int(self._pair_starts[place + 1])]
            for place, pair in zip(places.tolist(), pairs, strict=True)
            if place < len(self._pairs) and self._pairs[place] == pair
        ]
        if not postings:
            return []
        counts = np.bincount(np.concatenate(postings))
        enough = np.flatnonzero(counts >= max(2, int(_SHARED_PAIRS * len(pairs))))
        if len(enough) > _MAX_COMPARED:
            lengths = np.diff(self._ends, prepend=0)[enough]
            likeness = counts[enough] / (len(pairs) + lengths + 1)
            enough = np.sort(enough[np.argsort(-likeness, kind="stable")[:_MAX_COMPARED]])
        near: list[int] = enough.tolist()
        return near

    def _completions(self, word: str) -> dict[int, float]:
        """Words that begin with `word`."""
        if len(word) < _MIN_PREFIX:
            return {}
        start, stop = self._place_of(word), self._place_of(word + "\U0010ffff")
        return dict.fromkeys(range(start, min(stop, start + _MAX_COMPLETIONS)), _COMPLETION)

    def _place_of(self, word: str) -> int:
        """First word that does not come before `word`."""
        low, high = 0, len(self._ends)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self._word(middle) < word else (low, middle)
        return low

    def _books_of(
        self, similar: Mapping[int, float]
    ) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float64]]:
        """Books that have similar words, each with the best similarity among those it has."""
        numbers = sorted(similar, key=lambda number: (-similar[number], number))
        parts = [
            self._books[int(self._starts[num]) : int(self._starts[num + 1])] for num in numbers
        ]
        shares = np.repeat([similar[num] for num in numbers], [len(part) for part in parts])
        if len(parts) == 1:
            return parts[0], shares
        books, first = np.unique(np.concatenate(parts), return_index=True)
        return books, shares[first]

    def _best(
        self, books: npt.NDArray[np.int32], scores: npt.NDArray[np.float64], n: int
    ) -> list[tuple[int, float]]:
        popularity = np.log1p(np.maximum(self._n_ratings[books], 0)) / self._most_popular
        ranks = (scores + _POPULARITY_SHARE * popularity).astype(np.float32)
        n = min(n, len(books))
        least = np.partition(ranks, -n)[-n]
        best = np.flatnonzero(ranks >= least)
        order = best[np.lexsort((best, -ranks[best]))][:n]
        return [(int(books[place]), float(scores[place])) for place in order]


def build_words(texts: Iterable[str]) -> dict[str, npt.NDArray[Any]]:
    """Build the arrays of a `WordIndex`.

    Args:
        texts: For each book its words, folded and separated by spaces.

    Returns:
        `letters`: all words one after the other, UTF-8, sorted; `word_ends`: where each ends;
        `word_hashes` and `word_numbers`: a `KeyTable` of words; `book_starts` and `books`: the
        books of each word; `pairs`, `pair_starts`, `pair_words`: words by pairs of letters.
    """
    books_of: defaultdict[str, list[int]] = defaultdict(list)
    for book_num, text in enumerate(texts):
        for word in set(text.split()):
            books_of[word].append(book_num)
    words = sorted(books_of)
    spelt = [word.encode() for word in words]
    numbers = KeyTable.build((word, number) for number, word in enumerate(words))
    words_of: defaultdict[int, list[int]] = defaultdict(list)
    for number, word in enumerate(words):
        for pair in pairs_of(word):
            words_of[pair].append(number)
    pairs = sorted(words_of)
    book_starts, books = _flattened([books_of[word] for word in words])
    pair_starts, pair_words = _flattened([words_of[pair] for pair in pairs])
    return {
        "letters": np.frombuffer(b"".join(spelt), dtype=np.uint8),
        "word_ends": np.cumsum([len(letters) for letters in spelt], dtype=np.int64),
        "word_hashes": numbers.hashes,
        "word_numbers": numbers.books,
        "book_starts": book_starts,
        "books": books,
        "pairs": np.array(pairs, dtype=np.int64),
        "pair_starts": pair_starts,
        "pair_words": pair_words,
    }


def pairs_of(word: str) -> set[int]:
    """Return the pairs of neighbouring letters of a word, its ends counted as letters."""
    codes = [0, *map(ord, word), 0]
    return {(one << 21) | other for one, other in zip(codes, codes[1:], strict=False)}


def _flattened(
    lists: list[list[int]],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """Put lists one after the other: where each starts, and their items."""
    starts = np.zeros(len(lists) + 1, dtype=np.int64)
    np.cumsum([len(items) for items in lists], out=starts[1:])
    return starts, np.fromiter(
        (item for items in lists for item in items), np.int32, int(starts[-1])
    )
