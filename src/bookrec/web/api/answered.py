"""What programs are answered. Recommendations are the library's own classes."""

from pydantic import BaseModel, Field

from bookrec.scoring.explain.recommendation import Recommendation, Unmatched
from bookrec.web.problems import Problem


class ListOut(BaseModel):
    """A list, as `bookrec recommend --json` prints it, and how it came about."""

    recommendations: list[Recommendation] = Field(description="Best first.")
    unmatched: list[Unmatched]
    notes: list[str]
    diversity: float
    max_per_author: int
    fame: float
    similarity: float | None
    id: str = Field(description="Of this answer.")
    took_ms: float
    model: str = Field(description="Fingerprint of what was served.")


class BatchEntry(BaseModel):
    """The answer for one reader of a batch."""

    status: int
    answer: ListOut | None = None
    problem: Problem | None = None


class BatchOut(BaseModel):
    """In the order of the requests."""

    answers: list[BatchEntry]


class PredictionOut(BaseModel):
    """What a reader may think of a book."""

    book_id: str
    predicted_rating: float | None = Field(description="Stars, 1-5; null where unknown.")
    uncertainty: float | None = Field(description="One standard deviation, in stars.")


class PredictOut(BaseModel):
    """In the order of the candidates."""

    predictions: list[PredictionOut]
    model: str


class BookOut(BaseModel):
    """A book of the catalogue."""

    book_id: str
    title: str
    author: str
    series: str | None
    volume: float | None
    year: int | None
    pages: int | None
    average_rating: float | None
    n_ratings: int
    genres: list[str]
    cover_url: str | None


class FullBookOut(BookOut):
    """A book with all that the catalogue says of it."""

    description: str
    language: str | None


class ScoredBookOut(BookOut):
    """A book that was found."""

    score: float = Field(description="0-1: share of the words that it accounts for.")


class SimilarBookOut(BookOut):
    """A book that is near to another."""

    similarity: float = Field(description="Cosine of the book embeddings, -1 to 1.")


class SearchOut(BaseModel):
    """Best first."""

    books: list[ScoredBookOut]


class SimilarOut(BaseModel):
    """Nearest first."""

    books: list[SimilarBookOut]


class RankedOut(BaseModel):
    """A book of a to-read list."""

    input: str = Field(description="The book as it was named.")
    book: BookOut | None = Field(description="Null where the catalogue does not have it.")
    predicted_rating: float | None
    uncertainty: float | None
    why: str = Field(description="Why it was not found; empty where it was.")


class RankOut(BaseModel):
    """Best first; what the catalogue does not have comes last."""

    ranked: list[RankedOut]
    model: str


class MatchedOut(BaseModel):
    """Where a reader's book stands in the catalogue."""

    input: str
    book: BookOut | None
    confidence: float = Field(description="0-1; of the best candidate where there is no match.")
    method: str = Field(description="isbn, book_id, title, or empty.")
    why: str
    nearest: list[BookOut]


class MatchOut(BaseModel):
    """In the order of the books."""

    matches: list[MatchedOut]


class OwnBookOut(BaseModel):
    """A reader's book, as their file names it; fit to be sent to /recommend."""

    title: str
    author: str
    rating: float | None
    book_id: str
    isbn: str
    status: str
    description: str
    genres: list[str]
    year: int | None


class ShelfOut(BaseModel):
    """A reader's books, in the order in which they came."""

    books: list[OwnBookOut]


class BadRowOut(BaseModel):
    """A row that could not be used."""

    where: str
    reason: str


class ImportOut(BaseModel):
    """What a reader's file holds."""

    format: str
    books: list[OwnBookOut]
    bad_rows: list[BadRowOut]


class NameOut(BaseModel):
    """A genre or language, and how many books have it."""

    name: str
    n_books: int


class NamesOut(BaseModel):
    """Most books first."""

    names: list[NameOut]


class StageOut(BaseModel):
    """A result that the model was made from."""

    fingerprint: str
    package_version: str
    seconds: float
    summary: dict[str, object]


class ModelOut(BaseModel):
    """What is served, and why the newest results are not, if so."""

    model: str
    bookrec: str
    n_books: int
    problem: str | None
    stages: dict[str, StageOut]


class LiveOut(BaseModel):
    """The process answers."""

    status: str


class ReadyOut(BaseModel):
    """Whether lists can be made."""

    status: str = Field(description="ready or not ready")
    moods: bool = Field(description="Whether the text encoder is loaded already.")
    model: str | None
    problem: str | None
