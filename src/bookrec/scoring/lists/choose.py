"""Which books make a list: those on offer to a reader, ranked, within the rules, and diverse."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bookrec.scoring.catalog.catalog import Catalog
from bookrec.scoring.explain.likes import LIKED
from bookrec.scoring.index import BookIndex
from bookrec.scoring.lists import cold
from bookrec.scoring.lists.candidates import propose_books
from bookrec.scoring.lists.filters import NO_FILTER, BookFilter, apply_filter
from bookrec.scoring.lists.going_on import weigh_series
from bookrec.scoring.lists.kinds import Kinds
from bookrec.scoring.lists.rules import ListRules
from bookrec.scoring.lists.select import Worth, select_books
from bookrec.scoring.lists.weigh import KINSHIP_WEIGHT, weigh_candidates
from bookrec.scoring.model.history import NO_HISTORY, History
from bookrec.scoring.model.scorer import CatalogueScores, Scorer
from bookrec.scoring.readers.reader import Reader
from bookrec.settings import RecommendSettings

_DISLIKED_AUTHOR = 0.2
"""What another book of an author counts for who liked nothing, and not this author either."""
_LEAST_FACTOR = 0.24
"""Below it a book comes only where others run out: of a kind that four books say is not read."""


class Wanted(NamedTuple):
    """The shape of a list."""

    n: int
    diversity: float
    max_per_author: int
    fame: float


class Chosen(NamedTuple):
    """A list's books.

    Attributes:
        nums: Book numbers, best first, shape (n,).
        scores: What they were ranked by, shape (n,), float32.
        stars: Predicted ratings, 1-5, shape (n,), float32.
    """

    nums: NDArray[np.int64]
    scores: NDArray[np.float32]
    stars: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class ListChooser:
    """Chooses lists.

    Attributes:
        catalog: The books.
        scorer: The tuned scorer.
        book_embeddings: From the trained head, shape (n_books, dim), float32, unit rows.
        settings: Which books are worth reading.
        index: Proposes the books that are scored; without one all are.
    """

    catalog: Catalog
    scorer: Scorer
    book_embeddings: NDArray[np.float32]
    settings: RecommendSettings
    index: BookIndex | None

    def on_offer(self, reader: Reader, wishes: BookFilter) -> NDArray[np.bool_]:
        """Mark the books on offer to this reader, shape (n_books,); a new array."""
        allowed = self.catalog.series_index.on_offer(reader.known_nums)
        allowed[reader.known_nums] = False
        if wishes != NO_FILTER:
            allowed &= apply_filter(self.catalog, wishes)
        return allowed

    def choose(
        self,
        reader: Reader,
        allowed: NDArray[np.bool_],
        wanted: Wanted,
        scored: CatalogueScores | None = None,
        fit: NDArray[np.float32] | None = None,
    ) -> Chosen:
        """Choose a list.

        Args:
            reader: Whose list it is.
            allowed: Books that may be on it, shape (n_books,).
            wanted: Its shape.
            scored: Scores of all books for this reader, where they are known already.
            fit: How well each book fits what was asked, shape (n_books,): takes the place of the
                ranking, and the reader's taste only chooses within what fits best.

        Returns:
            The list; shorter than wanted only where too few books are allowed.
        """
        if fit is None and scored is None:
            chosen = self._choose_proposed(reader, allowed, wanted)
            if chosen is not None:
                return chosen
        if scored is None:
            (scored,) = self.scorer.score_catalogue([reader.history])
        if fit is not None:
            factors = np.ones_like(fit)
            return self._choose(reader, scored._replace(ranking=fit), allowed, wanted, factors)
        ranking = self._rank(reader.history, scored)
        return self._choose(reader, scored._replace(ranking=ranking), allowed, wanted)

    def score(self, history: History) -> CatalogueScores:
        """Score all books for a reader, of whom no like may be known."""
        (scored,) = self.scorer.score_catalogue([history])
        return scored._replace(ranking=self._rank(history, scored))

    def _choose_proposed(
        self, reader: Reader, allowed: NDArray[np.bool_], wanted: Wanted
    ) -> Chosen | None:
        """Choose a list of what the index proposes; None without one, or if that is too little."""
        if self.index is None or not liked_something(reader.history):
            return None
        books = propose_books(self.index, self.scorer, reader.history, allowed, wanted.n)
        if books is None:
            return None
        proposed = np.zeros(len(allowed), dtype=bool)
        proposed[books] = True
        scored = self.scorer.score_some(reader.history, books)
        chosen = self._choose(reader, scored, proposed, wanted)
        return chosen if len(chosen.nums) == wanted.n else None

    def _choose(
        self,
        reader: Reader,
        scored: CatalogueScores,
        allowed: NDArray[np.bool_],
        wanted: Wanted,
        factors: NDArray[np.float32] | None = None,
    ) -> Chosen:
        """Choose a list of the books that are allowed, all of which are scored."""
        (ranking, stars), n_ratings = scored, self.catalog.n_ratings
        is_personal = factors is None
        if factors is None:
            factors = self._kinds.weigh(reader.history.book_nums)
            factors *= weigh_series(self.catalog, reader.history, stars)
            if not liked_something(reader.history):
                factors *= self._weigh_disliked_authors(reader.history)
        # Of a reader who rated nothing, what most readers like is all that is known.
        fame = wanted.fame if len(reader.history) else 1.0

        def weigh(nums: NDArray[np.int64]) -> NDArray[np.float32]:
            gains = stars[nums] - self._stars_for_strangers[nums]
            also = factors[nums]
            kinship = self._find_kinship(reader.history, nums) if is_personal else None
            if kinship is not None:
                also = also * np.exp(KINSHIP_WEIGHT * kinship)
            return weigh_candidates(ranking[nums], gains, n_ratings[nums], also, fame)

        nums, scores = select_books(
            ranking,
            allowed,
            self.book_embeddings,
            self._rules(reader, wanted.max_per_author),
            wanted.n,
            wanted.diversity,
            self._worth(stars, factors),
            weigh,
        )
        return Chosen(nums, scores, stars[nums])

    def _weigh_disliked_authors(self, history: History) -> NDArray[np.float32]:
        """Weigh down the other books of the authors of disliked ones, shape (n_books,)."""
        authors = self.scorer.author_nums
        disliked = authors[history.book_nums]
        return np.where(np.isin(authors, disliked[disliked >= 0]), _DISLIKED_AUTHOR, 1).astype(
            np.float32
        )

    def _find_kinship(
        self, history: History, nums: NDArray[np.int64]
    ) -> NDArray[np.float32] | None:
        """Find how near each of some books is to the nearest liked one; None without likes."""
        liked = history.book_nums[history.ratings >= LIKED]
        if not len(liked):
            return None
        rows = self.book_embeddings
        return np.asarray((rows[nums] @ rows[liked].T).max(axis=1), dtype=np.float32)

    @cached_property
    def _kinds(self) -> Kinds:
        return Kinds(self.catalog, self.catalog.n_ratings.astype(np.float32))

    def _rank(self, history: History, scored: CatalogueScores) -> NDArray[np.float32]:
        """Rank all books for a reader of whom no like is known.

        What readers of disliked books read is no guide. What a reader gave 2 stars among ones is:
        as if it had been liked, the ranking names the rest of its kind, and the predicted stars
        then choose among these.
        """
        if liked_something(history):
            return scored.ranking
        if not len(history):
            return self._scores_for_strangers
        if np.ptp(history.all_ratings) > 0:
            (lifted,) = self.scorer.score_catalogue([cold.lift_ratings(history)])
            return lifted.ranking
        return self._scores_for_strangers + scored.stars - self._stars_for_strangers

    @cached_property
    def _scores_for_strangers(self) -> NDArray[np.float32]:
        return cold.score_for_strangers(self.catalog.average_ratings, self.catalog.n_ratings)

    @cached_property
    def _stars_for_strangers(self) -> NDArray[np.float32]:
        return self.scorer.predict(NO_HISTORY, self.catalog.all_nums)

    def _worth(self, stars: NDArray[np.float32], factors: NDArray[np.float32]) -> Worth:
        """Ask for books that the reader should like and that are known by more than a few.

        Of one to whom little is predicted to be good, the better half is asked for.
        """
        n_ratings = self.catalog.n_ratings
        min_ratings = self.settings.min_ratings if self.catalog.counts_everybody else 0
        least = min(self.settings.min_predicted, float(np.median(stars)))
        return lambda nums: (
            (stars[nums] >= least)
            & (n_ratings[nums] >= min_ratings)
            & (factors[nums] >= _LEAST_FACTOR)
        )

    def _rules(self, reader: Reader, max_per_author: int) -> ListRules:
        rules = ListRules(self.catalog, max_per_author)
        for num in reader.known_nums.tolist():
            rules.know(num)
        for title, author_key in reader.known_outside:
            rules.know_outside(title, author_key)
        return rules


def liked_something(history: History) -> bool:
    """Whether any rating is a like."""
    return bool(np.any(history.all_ratings >= LIKED))
