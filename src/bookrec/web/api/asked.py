"""What programs ask: request bodies, checked before anything is done."""

from dataclasses import asdict
from typing import Annotated, Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bookrec.data.history import RatedBook, Status
from bookrec.errors import ConfigError
from bookrec.limits import MAX_HISTORY_ROWS
from bookrec.scoring.lists.filters import BookFilter, Range
from bookrec.scoring.lists.options import ListOptions

MAX_LIST = 500
MAX_BATCH = 100
MAX_IDS = 10_000
_MAX_NAMES = 50

Asked = TypeVar("Asked", bound="Body")
Names = Annotated[list[str], Field(max_length=_MAX_NAMES)]
Ids = Annotated[list[str], Field(max_length=MAX_IDS)]
Whole = Annotated[int, Field(ge=-10_000, le=10_000_000)]


class Body(BaseModel):
    """A request body; a field that nothing would come of is refused."""

    model_config = ConfigDict(extra="forbid")

    @classmethod
    def read(cls, text: bytes) -> Self:
        """Read a body.

        Raises:
            ConfigError: If it is not as this class says; names the first field that is not.
        """
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False, include_context=False)[0]
            place = ".".join(map(str, first["loc"])) or "the body"
            raise ConfigError(f"{place}: {first['msg']}; see /openapi.json") from None


class BookIn(Body):
    """A book of the reader: a title, a book id or an ISBN, and what they think of it."""

    title: str = Field("", description='May hold a series: "Mort (Discworld, #4)".')
    author: str = ""
    rating: float | None = Field(None, ge=1, le=5, description="Stars; null if none were given.")
    book_id: str = Field("", description="Of the catalogue, or the Goodreads number alone.")
    isbn: str = ""
    status: Status = Status.READ
    description: str = Field("", description="Helps where the catalogue does not have the book.")
    genres: Annotated[list[str], Field(max_length=200)] = []
    year: Whole | None = None

    @classmethod
    def of(cls, book: RatedBook) -> Self:
        """Return a book as a request would name it."""
        return cls(**(asdict(book) | {"genres": list(book.genres)}))

    def to_book(self) -> RatedBook:
        """Return the book.

        Raises:
            DataError: If it has no name, or a text is too long.
        """
        return RatedBook(**(self.model_dump() | {"genres": tuple(self.genres)}))


class RangeIn(Body):
    """Whole numbers from `low` to `high`, both included; null leaves a side open."""

    low: Whole | None = None
    high: Whole | None = None

    def to_range(self, name: str) -> Range:
        """Return the range.

        Raises:
            ConfigError: If it holds nothing.
        """
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ConfigError(f"{name}: {self.low} is more than {self.high}; swap them")
        return Range(self.low, self.high)


class WishesIn(Body):
    """What the books must be, all of it."""

    genres: Names = []
    not_genres: Names = []
    languages: Names = []
    authors: Names = []
    not_authors: Names = []
    pages: RangeIn = RangeIn()
    years: RangeIn = RangeIn()
    min_ratings: Annotated[int, Field(ge=0, le=10**9)] = 0

    def to_filter(self) -> BookFilter:
        """Return the filter.

        Raises:
            ConfigError: If a range holds nothing.
        """
        ranges = {"pages": self.pages.to_range("pages"), "years": self.years.to_range("years")}
        return BookFilter(**(self.model_dump(exclude={"pages", "years"}) | ranges))


class HistoryIn(Body):
    """A reader."""

    books: Annotated[list[BookIn], Field(max_length=MAX_HISTORY_ROWS)]

    def history(self) -> list[RatedBook]:
        """Return the reader's books."""
        return [book.to_book() for book in self.books]


class RecommendIn(HistoryIn):
    """What to read next."""

    n: Annotated[int, Field(ge=1, le=MAX_LIST)] | None = None
    wishes: WishesIn = WishesIn()
    like: BookIn | None = Field(None, description="A book that the list should resemble.")
    mood: Annotated[str, Field(max_length=1000)] = ""
    diversity: Annotated[float, Field(ge=0, le=1)] | None = None
    fame: Annotated[float, Field(ge=0, le=1)] | None = Field(
        None, description="0: what is little known, 1: what everybody reads."
    )
    max_per_author: Annotated[int, Field(ge=1, le=MAX_LIST)] | None = None
    exclude: Ids = Field([], description="Ids of books to leave out: shown before, say.")

    def options(self) -> ListOptions:
        """Return the options of the list."""
        options: ListOptions = {"wishes": self.wishes.to_filter()}
        if self.like is not None:
            options["like"] = self.like.to_book()
        if self.mood.strip():
            options["mood"] = self.mood
        if self.diversity is not None:
            options["diversity"] = self.diversity
        if self.fame is not None:
            options["fame"] = self.fame
        if self.max_per_author is not None:
            options["max_per_author"] = self.max_per_author
        if self.exclude:
            options["exclude"] = self.exclude
        return options


class BatchIn(Body):
    """Lists for several readers."""

    requests: Annotated[list[dict[str, Any]], Field(max_length=MAX_BATCH)] = Field(
        description="Each as for /recommend; one that is wrong does not stop the others."
    )


class PredictIn(HistoryIn):
    """How many stars a reader would give."""

    candidates: Ids = Field(description="Ids of books of the catalogue.")


class RankIn(HistoryIn):
    """Which of these to read first."""

    candidates: Annotated[list[BookIn], Field(max_length=MAX_IDS)]


class MatchIn(Body):
    """Which books of the catalogue these are."""

    books: Annotated[list[BookIn], Field(max_length=MAX_HISTORY_ROWS)]


class ShelfIn(Body):
    """What the reader thinks of a book."""

    rating: float | None = Field(None, ge=1, le=5, description="Stars; null takes them away.")
    status: Status | None = Field(None, description="Null: read where stars are given.")
