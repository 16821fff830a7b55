"""Search by words: titles and authors together, typing errors forgiven.

A book's score is the share of the query's weight that its words account for. A word weighs by
its rarity (inverse document frequency, Spärck Jones 1972); a misspelt word counts for the words
of the catalogue it resembles, by their similarity.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

_MAX_QUERY_WORDS = 24
_MAX_WORD = 40
_SIMILAR = 72.0
_MAX_EXPANSIONS = 12
_MIN_PREFIX = 3
_COMPLETION = 0.8
_MAX_COMPLETIONS = 200
_POPULARITY_SHARE = 0.03


class TokenIndex:
    """Inverted index from words to books."""

    def __init__(self, texts: Iterable[str], n_ratings: npt.NDArray[np.int64]) -> None:
        """Build the index.

        Args:
            texts: For each book its words, folded and separated by spaces.
            n_ratings: Popularity, shape (n_books,); settles near-ties.
        """
        books_of: defaultdict[str, list[int]] = defaultdict(list)
        for book_num, text in enumerate(texts):
            for word in set(text.split()):
                books_of[word].append(book_num)
        self._words = sorted(books_of)
        self._number_of = {word: number for number, word in enumerate(self._words)}
        self._books = [np.array(books_of[word], dtype=np.int32) for word in self._words]
        counts = np.array([len(books) for books in self._books])
        self._n_books = len(n_ratings)
        self._weights = np.log1p(self._n_books / np.maximum(counts, 1)).astype(np.float32)
        self._unknown_weight = float(np.log1p(self._n_books))
        popularity = np.log1p(np.maximum(n_ratings, 0)).astype(np.float32)
        self._popularity = popularity / max(float(popularity.max(initial=0.0)), 1.0)

    def __contains__(self, word: str) -> bool:
        """Whether some book has this word."""
        return word in self._number_of

    def search(self, words: list[str], n: int) -> list[tuple[int, float]]:
        """Find the books that account best for the words; the last one may be unfinished.

        Args:
            words: Folded words of the query; the first 24 are used.
            n: Results, at most.

        Returns:
            Book number and score, 0 to 1, best first; ties by popularity, then book number.
        """
        words = [word[:_MAX_WORD] for word in dict.fromkeys(words[:_MAX_QUERY_WORDS])]
        scores = np.zeros(self._n_books, dtype=np.float32)
        total = 0.0
        for word in words:
            similar = self._similar(word)
            if word == words[-1]:
                similar = self._completions(word) | similar
            known = self._number_of.get(word)
            weight = self._unknown_weight if known is None else float(self._weights[known])
            total += weight
            self._add(scores, similar, weight)
        return self._best(scores, total, n)

    def _similar(self, word: str) -> dict[int, float]:
        """Words of the catalogue that `word` may stand for, with similarity 0 to 1."""
        known = self._number_of.get(word)
        if known is not None:
            return {known: 1.0}
        if len(word) < _MIN_PREFIX:
            return {}
        found = process.extract(
            word, self._words, scorer=fuzz.ratio, score_cutoff=_SIMILAR, limit=_MAX_EXPANSIONS
        )
        return {number: (score / 100) ** 2 for _, score, number in found}

    def _completions(self, word: str) -> dict[int, float]:
        """Words that begin with `word`."""
        if len(word) < _MIN_PREFIX:
            return {}
        start = bisect_left(self._words, word)
        stop = bisect_left(self._words, word + "\U0010ffff", lo=start)
        return dict.fromkeys(range(start, min(stop, start + _MAX_COMPLETIONS)), _COMPLETION)

    def _add(
        self, scores: npt.NDArray[np.float32], similar: dict[int, float], weight: float
    ) -> None:
        """Credit each book with the best of the similar words it has."""
        if len(similar) == 1:
            ((number, similarity),) = similar.items()
            scores[self._books[number]] += similarity * weight
            return
        best_scores = np.zeros_like(scores)
        for number, similarity in similar.items():
            books = self._books[number]
            best_scores[books] = np.maximum(best_scores[books], similarity * weight)
        scores += best_scores

    def _best(
        self, scores: npt.NDArray[np.float32], total: float, n: int
    ) -> list[tuple[int, float]]:
        n_found = int(np.count_nonzero(scores))
        n = min(n, n_found)
        if n < 1:
            return []
        ranks = scores / total + _POPULARITY_SHARE * self._popularity
        ranks[scores == 0] = -1
        least = np.partition(ranks, -n)[-n]
        best = np.flatnonzero(ranks >= least)
        order = np.lexsort((best, -ranks[best]))[:n]
        return [(int(num), float(scores[num] / total)) for num in best[order]]
