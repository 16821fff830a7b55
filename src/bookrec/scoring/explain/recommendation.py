"""What `recommend` returns."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Contribution:
    """What one rated book of the reader adds to a prediction.

    Attributes:
        title: The rated book.
        rating: The reader's stars for it.
        stars: What it adds, in stars; negative where it lowers the prediction.
        book_id: Its catalogue id; None outside the catalogue.
    """

    title: str
    rating: float
    stars: float
    book_id: str | None = None


@dataclass(frozen=True)
class Reason:
    """Why a book is on a list, or what speaks against it.

    Attributes:
        kind: "likeness" to what was asked; next in a "series"; a "rating" of the reader; an
            "author" they liked; what "readers" like them liked; shared "genres"; a good "average";
            "shelf": they mean to read it; "against": speaks against the book.
        text: The words.
        book_ids: The reader's books that it speaks of, catalogue ids.
    """

    kind: str
    text: str
    book_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recommendation:
    """One recommended book.

    `baseline` plus the stars of `contributions` plus `other_contributions` is the prediction before
    it is cut to 1-5 stars.

    Attributes:
        book_id: The data set's id, from Python in the type it came in.
        title: Title without series.
        author: First author.
        predicted_rating: Stars, 1-5.
        score: What the list is ranked by; higher is better.
        reasons: Sentences, most important first.
        series: Series name, or None.
        volume: First volume in the series, or None.
        year: First publication, or None.
        pages: Length, or None.
        average_rating: Goodreads average in stars, or None.
        n_ratings: Goodreads ratings.
        genres: Genres, most typical first.
        cover_url: Address of a cover picture, or None.
        baseline: What is predicted for everybody, in stars.
        contributions: The history books that moved the prediction most, largest first.
        other_contributions: What all other history books add, in stars.
        is_to_read: Whether the reader means to read it.
        about: What the book is, in one line.
        why: The reasons with their kinds and books, as in `reasons`.
        predicted_for_each: In a list for several readers, each one's stars, 1-5; else empty.
    """

    book_id: str | int
    title: str
    author: str
    predicted_rating: float
    score: float
    reasons: tuple[str, ...]
    series: str | None
    volume: float | None
    year: int | None
    pages: int | None
    average_rating: float | None
    n_ratings: int
    genres: tuple[str, ...]
    cover_url: str | None
    baseline: float
    contributions: tuple[Contribution, ...]
    other_contributions: float
    is_to_read: bool = False
    about: str = ""
    why: tuple[Reason, ...] = ()
    predicted_for_each: tuple[float, ...] = ()


@dataclass(frozen=True)
class Unmatched:
    """A book of the reader that is not in the catalogue.

    Attributes:
        input: The book as the reader names it.
        why: One line.
    """

    input: str
    why: str


@dataclass(frozen=True)
class RecommendationList:
    """A list and how it came about.

    Attributes:
        recommendations: Best first.
        unmatched: The reader's books that were not found.
        notes: Sentences for the reader ("You rated no book: ...").
        diversity: The dial the list was made with, 0-1.
        max_per_author: The cap it was made with.
        fame: How much the fame of a book counted, 0-1.
        similarity: Mean cosine between the list's books; None for fewer than two.
        readers: Names of the readers of a list for several; else empty.
    """

    recommendations: tuple[Recommendation, ...]
    unmatched: tuple[Unmatched, ...]
    notes: tuple[str, ...]
    diversity: float
    max_per_author: int
    fame: float
    similarity: float | None
    readers: tuple[str, ...] = ()
