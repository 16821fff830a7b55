"""A reader's books in, a list worth reading out.

>>> recommender = Recommender.load("artifacts")                         # doctest: +SKIP
>>> recommender.recommend([RatedBook(title="Dune", rating=5)], n=10)    # doctest: +SKIP
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self, Unpack

import numpy as np
from numpy.typing import NDArray

from bookrec.data.history import RatedBook
from bookrec.data.matching import Match, match
from bookrec.encoder.opening import encoder_is_installed
from bookrec.errors import ConfigError, NotFoundError
from bookrec.scoring.catalog.catalog import Catalog
from bookrec.scoring.explain.explain import explain
from bookrec.scoring.explain.likes import Likes
from bookrec.scoring.explain.prediction import Prediction
from bookrec.scoring.explain.recommendation import Recommendation, RecommendationList
from bookrec.scoring.index import BookIndex
from bookrec.scoring.likeness.likeness import Likeness
from bookrec.scoring.lists import cold
from bookrec.scoring.lists.choose import ListChooser, Wanted, liked_something
from bookrec.scoring.lists.filters import NO_FILTER, BookFilter, apply_filter
from bookrec.scoring.lists.options import ListOptions, check_options, require_known_options
from bookrec.scoring.lists.queue import Queue, mark_to_read, rank_queue
from bookrec.scoring.lists.rerank import compute_similarity_within
from bookrec.scoring.lists.rules import ListRules
from bookrec.scoring.lists.together import join_explained, join_readers, join_scored
from bookrec.scoring.loading import RecommenderParts
from bookrec.scoring.model.history import ExtraBooks, History
from bookrec.scoring.model.scorer import CatalogueScores, Scorer
from bookrec.scoring.readers.given import (
    BookLike,
    as_book,
    as_books,
    as_ids,
)
from bookrec.scoring.readers.outside import describe_outside
from bookrec.scoring.readers.predict import BookPredictor
from bookrec.scoring.readers.reader import Encode, Reader, describe_miss, read_reader
from bookrec.settings import RecommendSettings, Settings, load_settings
from bookrec.storage.artifacts import read_consistently

if TYPE_CHECKING:
    from bookrec import Dataset, EncoderLike, StageProgress, TextEncoder

__all__ = ["BareList", "ListOptions", "Recommender"]


class Wish(NamedTuple):
    """What a list should be like: books by number, and a mood."""

    like: tuple[int, ...]
    less: tuple[int, ...]
    mood: str


class BareList(NamedTuple):
    """One user's list, best first.

    Attributes:
        nums: Book numbers, shape (n,).
        stars: Predicted ratings, 1-5, shape (n,), float32.
    """

    nums: NDArray[np.int64]
    stars: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Recommender:
    """Matches a reader's books, scores the catalogue, chooses a list and explains it.

    Attributes:
        catalog: The books.
        scorer: The tuned scorer.
        book_embeddings: From the trained head, shape (n_books, dim), float32, unit rows.
        settings: Length, diversity and caps of a list.
        encode: Loads the text encoder when first called; None where there is none. Only moods and
            books outside the catalogue need it.
        load_descriptions: Returns the text embeddings of all descriptions, shape
            (n_books, text_dim); only moods need it.
        likes: Who liked what, for reasons.
        index: Proposes the books that are scored; without one all are. Lists with a `like` or a
            mood, and for readers who liked nothing, score all books in any case.
        parts: What it was made from; None where it was put together by hand.
    """

    catalog: Catalog
    scorer: Scorer
    book_embeddings: NDArray[np.float32]
    settings: RecommendSettings = field(default_factory=RecommendSettings)
    encode: Encode | None = None
    load_descriptions: Callable[[], NDArray[np.float32]] | None = None
    likes: Likes | None = None
    index: BookIndex | None = None
    parts: RecommenderParts | None = None

    @classmethod
    def fit(
        cls,
        dataset: "Dataset",
        settings: Settings | None = None,
        encoder: "EncoderLike | None" = None,
        progress: "StageProgress | None" = None,
    ) -> "Recommender":
        """Make a recommender from a data set: embed, train, encode, tune.

        What fits is the pipeline, which stands above this module; so it is asked for at the
        package's front door, as any caller would.

        Args:
            dataset: Books and ratings.
            settings: By default what `bookrec.toml` and `BOOKREC_*` say. Folders in it do not
                matter.
            encoder: Embeds the books' texts: a folder or Hugging Face name, a
                `SentenceTransformer`, a function of texts, or a `TextEncoder`. By default what the
                settings name.
            progress: Called with (stage, done, total).

        Returns:
            What `load` returns after `run-all` on the same data; `save` keeps it.

        Raises:
            ConfigError: If a setting or the encoder is unusable.
            TrainingError: If there is too little to learn from.
        """
        from bookrec import fit_recommender

        return fit_recommender(dataset, settings, encoder, progress)

    def save(self, folder: str | Path) -> None:
        """Write everything it was made from into a folder, which `load` and the command read.

        Raises:
            ArtifactError: If a result that it was made from is damaged.
            ConfigError: If it was put together by hand.
        """
        if self.parts is None:
            raise ConfigError("this recommender was put together by hand, there is nothing to save")
        self.parts.copy_to(Path(folder))

    @classmethod
    def load(
        cls,
        artifacts_dir: str | Path = "artifacts",
        settings: RecommendSettings | None = None,
        encoder: "TextEncoder | None" = None,
    ) -> Self:
        """Load the newest tuned recommender.

        Everything comes from one lineage, however many stages were recomputed since; the text
        encoder and the description embeddings are opened only when a list needs them.

        Args:
            artifacts_dir: Where `bookrec run-all` put its results.
            settings: Length, diversity and caps of a list; an index, if one is to propose books.
                By default what `bookrec.toml` and `BOOKREC_*` say.
            encoder: Embeds texts, where `fit` was given an encoder that is no model by name.

        Raises:
            ArtifactError: If a result or the index is missing or damaged, or the index was made
                from other results.
            ConfigError: If there is no such kind of index, or its package is missing.
        """
        chosen = load_settings({}).recommend if settings is None else settings
        return read_consistently(
            lambda: cls.of_parts(RecommenderParts(Path(artifacts_dir), encoder), chosen)
        )

    @classmethod
    def of_parts(cls, parts: RecommenderParts, settings: RecommendSettings) -> Self:
        """Put a recommender together from the parts of one lineage."""
        catalog, scorer = parts.catalog, parts.load_scorer()
        catalog.fall_back_on(scorer.books.averages, scorer.reading.n_readers)
        return cls(
            catalog=catalog,
            scorer=scorer,
            book_embeddings=parts.load_book_embeddings(),
            settings=settings,
            encode=parts.encode if encoder_is_installed() else None,
            load_descriptions=parts.load_descriptions,
            likes=parts.load_likes(),
            index=None if settings.index is None else parts.open_index(settings.index),
            parts=parts,
        )

    def recommend(
        self, history: Sequence[BookLike], n: int | None = None, **options: Unpack[ListOptions]
    ) -> list[Recommendation]:
        """Recommend books.

        Args:
            history: The reader's books, rated or only read; of two ratings of one book the last
                counts, otherwise their order does not matter.
            n: Books wanted; by default the setting.
            **options: See `ListOptions`.

        Returns:
            Best first; fewer than `n` only where the wishes leave fewer.

        Raises:
            ConfigError: If an option is out of range.
            NotFoundError: If a genre, language, author or `like` names nothing in the catalogue.
            TypeError: If there is no such option; the nearest is named.
        """
        made = self.recommend_list(self.read(history), n, **options)
        return [
            replace(each, book_id=self._id_as_given(each.book_id)) for each in made.recommendations
        ]

    def read(self, history: Sequence[BookLike]) -> Reader:
        """Match a reader's books with the catalogue.

        Args:
            history: Books, or their fields by name, or lines as `--book` takes them.
        """
        return read_reader(as_books(history), self.catalog.index, self._describe_outside)

    def recommend_list(
        self, reader: Reader, n: int | None = None, **options: Unpack[ListOptions]
    ) -> RecommendationList:
        """Recommend books for a matched reader, and say how the list came about.

        Arguments and errors as for `recommend`.
        """
        wanted = self._shape(reader.history, n, options)
        wish = self._read_wish(options)
        if wish is not None and "fame" not in options:
            # What is asked for may be as famous as it is.
            wanted = wanted._replace(fame=1.0)
        for num in (*wish.like, *wish.less) if wish else ():
            reader = reader.knowing(num)
        allowed = self._allow(reader, options)
        fit = self._likeness.score(wish.like, wish.less, wish.mood) if wish else None
        nums, scores, _ = self._chooser.choose(reader, allowed, wanted, fit=fit)
        likeness = self._likeness.describe(nums.tolist(), wish.like, wish.mood) if wish else ()
        books = explain(self.catalog, self.scorer, reader, nums, scores, self.likes, likeness)
        notes = (*reader.notes, *_notes(reader.history))
        return self._list_of(mark_to_read(books, nums, reader), nums, wanted, reader, notes)

    def recommend_together(
        self,
        readers: Mapping[str, Reader],
        n: int | None = None,
        **options: Unpack[ListOptions],
    ) -> RecommendationList:
        """Recommend books that none of several readers knows and all may enjoy.

        A book is ranked by the lowest and the mean of the readers' scores, mixed; volumes of a
        series only where they are the next one for everybody.

        Args:
            readers: What `read` made of each one's books, by name; at least one.
            n: Books wanted; by default the setting.
            **options: See `ListOptions`; no `like`, `less` and `mood`.

        Raises:
            ConfigError: If there is no reader, or an option is out of range or not for several.
            NotFoundError: If a genre, language or author names nothing in the catalogue.
        """
        if not readers or {"like", "less", "mood"} & options.keys():
            raise ConfigError("a list for several needs readers, and no like, less or mood")
        everybody = list(readers.values())
        joint = join_readers(everybody)
        wanted = self._shape(joint.history, n, options)
        allowed = self._allow(joint, options)
        for reader in everybody:
            allowed &= self._chooser.on_offer(reader, NO_FILTER)
        scored = [self._chooser.score(reader.history) for reader in everybody]
        nums, scores, _ = self._chooser.choose(joint, allowed, wanted, join_scored(scored, allowed))
        explained = [
            explain(self.catalog, self.scorer, reader, nums, scores, self.likes)
            for reader in everybody
        ]
        notes = tuple(
            f"{name}: {note}"
            for name, reader in readers.items()
            for note in (*reader.notes, *_notes(reader.history))
        )
        made = self._list_of(join_explained(explained, list(readers)), nums, wanted, joint, notes)
        return replace(made, readers=tuple(readers))

    def recommend_users(
        self, histories: Sequence[History], n: int | None = None
    ) -> Iterator[BareList]:
        """Recommend for many users at once, without wishes and reasons.

        Args:
            histories: One per user; a history may be empty.
            n: Books per user; by default the setting.

        Yields:
            The books of each user, as `recommend_list` chooses them.
        """
        n = self.settings.n if n is None else n
        settings = self.settings
        check_options(n, settings.diversity, settings.max_per_author, settings.fame)
        self.catalog.hold(*ListRules.COLUMNS)
        scored: Iterable[CatalogueScores | None] = repeat(None, len(histories))
        if self.index is None:
            scored = self.scorer.score_catalogue(histories)
        for history, scores in zip(histories, scored, strict=True):
            yield self._choose_for_user(history, n, scores)

    def predict(
        self, history: Sequence[BookLike], candidate_book_ids: Sequence[str | int]
    ) -> NDArray[np.float32]:
        """Predict the reader's ratings.

        Args:
            history: The reader's books.
            candidate_book_ids: Catalogue ids.

        Returns:
            Stars, 1-5, shape (n_candidates,); NaN where the id is unknown.
        """
        nums = self.catalog.find(as_ids(candidate_book_ids))
        known = nums >= 0
        predicted = np.full(len(nums), np.nan, dtype=np.float32)
        predicted[known] = self.scorer.predict(self.read(history).history, nums[known])
        return predicted

    def predict_books(
        self, history: Sequence[RatedBook] | Reader, books: Sequence[RatedBook]
    ) -> list[Prediction]:
        """Say what the reader will think of books, how sure that is, and what speaks for it.

        Args:
            history: The reader's books, or what `read` made of them.
            books: In the catalogue, or known by author and description alone; their own ratings
                do not matter.

        Returns:
            One prediction per book, in the order given. A book that the reader has rated is
            predicted as if they had not.
        """
        matches = match(books, self.catalog.index)
        return self._predictor(history).predict(
            books,
            [hit.book_num for hit in matches],
            [self._why_missed(hit) for hit in matches],
        )

    def rank_to_read(
        self,
        history: Sequence[RatedBook] | Reader,
        n: int | None = None,
        wishes: BookFilter = NO_FILTER,
    ) -> Queue:
        """Rank the books that the reader means to read (status to-read, without a rating).

        Args:
            history: The reader's books, or what `read` made of them.
            n: Books wanted; all by default.
            wishes: What the books must be; books outside the catalogue meet none.

        Raises:
            NotFoundError: If a genre, language or author names nothing in the catalogue.
        """
        meeting = None if wishes == NO_FILTER else apply_filter(self.catalog, wishes)
        return rank_queue(self._predictor(history), meeting, n)

    def _shape(self, history: History, n: int | None, options: ListOptions) -> Wanted:
        """Say what list is wanted, from what was asked for and the settings."""
        require_known_options(options)
        settings = self.settings
        n = settings.n if n is None else n
        # Who asks for an author wants more than a few of theirs.
        cap = max(n, 1) if options.get("wishes", NO_FILTER).authors else settings.max_per_author
        wanted = Wanted(
            n=n,
            diversity=options.get("diversity", self._default_diversity(history, options)),
            max_per_author=options.get("max_per_author", cap),
            fame=options.get("fame", settings.fame),
        )
        check_options(*wanted)
        return wanted

    def _allow(self, reader: Reader, options: ListOptions) -> NDArray[np.bool_]:
        """Mark the books that may be on a list, shape (n_books,)."""
        allowed = self._chooser.on_offer(reader, options.get("wishes", NO_FILTER))
        excluded = self.catalog.find(options.get("exclude", ()))
        allowed[excluded[excluded >= 0]] = False
        return allowed

    def _list_of(
        self,
        books: tuple[Recommendation, ...],
        nums: NDArray[np.int64],
        wanted: Wanted,
        reader: Reader,
        notes: tuple[str, ...],
    ) -> RecommendationList:
        return RecommendationList(
            recommendations=books,
            unmatched=reader.unmatched,
            notes=notes,
            diversity=wanted.diversity,
            max_per_author=wanted.max_per_author,
            fame=wanted.fame,
            similarity=compute_similarity_within(self.book_embeddings[nums]),
        )

    def _predictor(self, history: Sequence[RatedBook] | Reader) -> BookPredictor:
        reader = history if isinstance(history, Reader) else self.read(history)
        return BookPredictor(self.catalog, self.scorer, self.encode, reader)

    def _why_missed(self, hit: Match) -> str:
        return "" if hit.book_num is not None else describe_miss(hit, self.catalog.index)

    def __getstate__(self) -> dict[str, Any]:
        """Travel with all arrays and the books table, so that no file is needed elsewhere.

        Moods and books outside the catalogue need the text encoder, which is opened anew.

        Raises:
            TypeError: If an index is open, which cannot travel.
        """
        if self.index is not None:
            raise TypeError("an open index cannot be pickled; load the recommender without one")
        state = {each.name: getattr(self, each.name) for each in fields(self)}
        return state | {"book_embeddings": np.array(self.book_embeddings)}

    @cached_property
    def _chooser(self) -> ListChooser:
        return ListChooser(
            self.catalog, self.scorer, self.book_embeddings, self.settings, self.index
        )

    def _choose_for_user(
        self, history: History, n: int, scored: CatalogueScores | None
    ) -> BareList:
        """Choose one user's list, from scores of all books where these are known already."""
        diversity = self._default_diversity(history, {})
        wanted = Wanted(n, diversity, self.settings.max_per_author, self.settings.fame)
        reader = Reader.of_history(history)
        allowed = self._chooser.on_offer(reader, NO_FILTER)
        nums, _, stars = self._chooser.choose(reader, allowed, wanted, scored)
        return BareList(nums, stars)

    def _default_diversity(self, history: History, options: ListOptions) -> float:
        """Offer many kinds to a reader of whom nothing is known and who asked for no kind."""
        if len(history) or options.get("like") or options.get("mood"):
            return self.settings.diversity
        return max(self.settings.diversity, cold.MIN_DIVERSITY)

    @cached_property
    def _likeness(self) -> Likeness:
        return Likeness(
            self.catalog, self.book_embeddings, self.likes, self.encode, self.load_descriptions
        )

    def _read_wish(self, options: ListOptions) -> Wish | None:
        """Read what the list should be like; None where nothing is asked.

        Raises:
            NotFoundError: If a book is not in the catalogue.
        """
        like = options.get("like", ())
        books = [like] if isinstance(like, RatedBook | str | Mapping) else like
        wish = Wish(
            like=tuple(self._find(book) for book in books),
            less=tuple(self._find(book) for book in options.get("less", ())),
            mood=options.get("mood", "").strip(),
        )
        return wish if any(wish) else None

    def _id_as_given(self, book_id: str | int) -> str | int:
        """Return an id in the type in which the data set had it."""
        are_integers = self.parts is not None and self.parts.has_integer_book_ids
        return int(book_id) if are_integers else book_id

    def _find(self, named: BookLike) -> int:
        """Find one book that must be in the catalogue.

        Raises:
            NotFoundError: If it is not; the nearest books are named.
        """
        book = as_book(named)
        (hit,) = match([book], self.catalog.index)
        if hit.book_num is None:
            raise NotFoundError(f"{book.label}: {describe_miss(hit, self.catalog.index)}")
        return hit.book_num

    def _describe_outside(self, books: Sequence[RatedBook]) -> ExtraBooks:
        return describe_outside(
            books,
            self.catalog.index,
            self.scorer.author_nums,
            self.encode,
            self.scorer.text_map.shape[0],
        )


def _notes(history: History) -> tuple[str, ...]:
    if liked_something(history):
        return ()
    return (cold.NOTE_WITHOUT_LIKES if len(history) else cold.NOTE,)
