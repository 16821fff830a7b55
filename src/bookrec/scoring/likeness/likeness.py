"""How well all books fit what is asked: like these, less like those, and of a mood.

Likeness to a book has three signs, each as far above the mean of all books as its spread: the book
embeddings, genres weighed by rarity, and how many readers who liked one liked the other. A mood is
read by `lexicon`; the books that fit its genres and words best then call for what is like them.
Chosen on half of the labelled likes and moods of `benchmarks/likeness.py`, measured on the other.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bookrec.errors import ConfigError
from bookrec.scoring.catalog.catalog import Catalog
from bookrec.scoring.explain.likes import Likes
from bookrec.scoring.explain.reasons import NOT_TELLING
from bookrec.scoring.likeness.genres import Genres
from bookrec.scoring.likeness.lexicon import Mood, read_mood
from bookrec.scoring.readers.reader import Encode

_GENRES, _READERS = 0.5, 0.5
"""What genres and common readers count beside the book embeddings."""
_LESS = 0.7
"""What likeness to an unwanted book counts against."""
_WORDS, _KNOWN = 0.25, 0.3
"""What words in a description, and log ratings, count beside the genres of a mood: of two books of
one genre the better known is the safer pick."""
_N_SEEDS, _SEED_EMBEDDING, _SEED_READERS = 30, 0.5, 1.0
"""Books that fit a mood best, and what likeness to them counts beside the fit itself."""
_N_FITTING = 100
"""Books beyond which nothing is said to fit a mood."""
_FEWEST_RATINGS = 100
_N_SHARED = 3
_NEVER = -1e3


@dataclass(frozen=True, eq=False)
class Likeness:
    """Scores all books of a catalogue by what is asked.

    Attributes:
        catalog: The books.
        book_embeddings: Unit rows, shape (n_books, dim), float32.
        likes: Who liked what; without it common readers say nothing.
        encode: Loads the text encoder; only a mood without a single known word needs it.
        load_descriptions: Text embeddings of all descriptions, shape (n_books, text_dim); likewise.
    """

    catalog: Catalog
    book_embeddings: NDArray[np.float32]
    likes: Likes | None
    encode: Encode | None
    load_descriptions: Callable[[], NDArray[np.float32]] | None

    def score(
        self, like: Sequence[int] = (), less: Sequence[int] = (), mood: str = ""
    ) -> NDArray[np.float32]:
        """Score all books, higher is better, shape (n_books,), float32.

        Args:
            like: Book numbers that the list should resemble.
            less: Book numbers that it should not.
            mood: Free text that it should fit.

        Raises:
            ConfigError: If no word of the mood is known and there is no text encoder.
        """
        total = np.zeros(self.catalog.n_books, dtype=np.float32)
        for num in like:
            total += self._compare(num) / np.float32(len(like))
        for num in less:
            total -= np.float32(_LESS / len(less)) * self._compare(num)
        if mood:
            total += self._fit_mood(mood)
        return total

    def describe(self, nums: Sequence[int], like: Sequence[int] = (), mood: str = "") -> list[str]:
        """Say how books are like what was asked, "" where nothing can be said.

        Args:
            nums: Books of a list.
            like: As in `score`.
            mood: As in `score`.
        """
        wanted = self.read(mood).wanted if mood else ()
        scores = [self.genres.score(notion) > 0 for notion in wanted]
        found = []
        for num in nums:
            notions = [n.name for n, marks in zip(wanted, scores, strict=True) if marks[num]]
            parts = [f"fits {', '.join(dict.fromkeys(notions))}"] if notions else []
            parts += [self._describe_likeness(num, other) for other in like]
            found.append("; ".join(part for part in parts if part))
        return found

    def _describe_likeness(self, num: int, other: int) -> str:
        shared = [name for name in self.genres.shared(num, [other]) if name not in NOT_TELLING]
        title = self.catalog.cell("title", other)
        same = self.catalog.cell("author", num) == self.catalog.cell("author", other)
        what = [*(["the author"] if same else []), *shared[:_N_SHARED]]
        return f"like {title}: {', '.join(what)}" if what else f"like {title}"

    def read(self, mood: str) -> Mood:
        """Read a mood by the genres of the catalogue."""
        return read_mood(mood, self.genres.names)

    @cached_property
    def genres(self) -> Genres:
        """The catalogue's genres."""
        return Genres(self.catalog)

    def _compare(self, num: int) -> NDArray[np.float32]:
        rows = self.book_embeddings
        total = _standardize(rows @ rows[num])
        total += np.float32(_GENRES) * _standardize(self.genres.compare(num))
        if self.likes is not None:
            total += np.float32(_READERS) * _standardize(self.likes.compare([num]))
        return total

    def _fit_mood(self, text: str) -> NDArray[np.float32]:
        mood = self.read(text)
        if not mood.wanted and not mood.unwanted:
            return self._fit_text(text)
        fit = np.zeros(self.catalog.n_books, dtype=np.float32)
        for notion in mood.wanted:
            fit += self.genres.score(notion)
        in_words = self._count_words(mood.words)
        is_fitting = (fit > 0) | (in_words > 0) if mood.wanted else np.ones(len(fit), dtype=bool)
        known = np.log(np.maximum(self.catalog.n_ratings, _FEWEST_RATINGS)).astype(np.float32)
        fit = _standardize(fit) + np.float32(_WORDS) * _standardize(in_words)
        fit += np.float32(_KNOWN) * _standardize(known)
        for notion in mood.unwanted:
            is_fitting &= ~self.genres.is_plainly(notion)
        fit[~is_fitting] = _NEVER
        return self._follow_seeds(fit)

    def _follow_seeds(self, fit: NDArray[np.float32]) -> NDArray[np.float32]:
        """Let the best fitting books call for what is like them, within what fits."""
        order = np.argsort(-fit, kind="stable")
        seeds, fitting = order[:_N_SEEDS], order[:_N_FITTING]
        rows = self.book_embeddings
        scores = _standardize(np.maximum(fit, fit[order[min(len(order), 5 * _N_FITTING) - 1]]))
        scores += np.float32(_SEED_EMBEDDING) * _standardize(rows @ rows[seeds].mean(axis=0))
        if self.likes is not None:
            scores += np.float32(_SEED_READERS) * _standardize(self.likes.compare(seeds.tolist()))
        found = np.empty(len(fit), dtype=np.float32)
        found[fitting] = scores[fitting]
        rest = order[_N_FITTING:]
        found[rest] = scores[fitting].min() - 1 - np.arange(len(rest)) / np.float32(len(fit))
        found[fit == _NEVER] = found[fit != _NEVER].min(initial=0) - 1
        return found

    def _count_words(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Score how telling the words in each description are, shape (n_books,)."""
        texts = [f" {text.lower()}" for text in self.catalog.column("description").to_pylist()]
        total = np.zeros(len(texts), dtype=np.float32)
        for word in words:
            stem = f" {word[:-1]}" if word.endswith("s") and len(word) > 4 else f" {word}"
            counts = np.array([min(text.count(stem), 3) for text in texts], dtype=np.float32)
            n_having = max(int(np.count_nonzero(counts)), 5)
            total += np.float32(np.log(len(texts) / n_having)) * np.sqrt(counts)
        return total

    def _fit_text(self, text: str) -> NDArray[np.float32]:
        if self.encode is None or self.load_descriptions is None:
            raise ConfigError(
                f"mood {text!r}: no word of it is a genre or in the list of moods, and there is no "
                "text encoder here to read it; use other words, or install all that bookrec "
                "requires"
            )
        descriptions = self.load_descriptions()
        centre = descriptions.mean(axis=0)
        return _standardize((descriptions - centre) @ self.encode([text])[0])


def _standardize(values: NDArray[np.float32]) -> NDArray[np.float32]:
    spread = max(float(values.std()), 1e-6)
    return np.asarray((values - values.mean()) / spread, dtype=np.float32)
