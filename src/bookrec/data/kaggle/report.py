"""What `clean` did, as data."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bookrec.data.kaggle.ratings import RatedTitles
from bookrec.data.kaggle.read_file import ReadFile
from bookrec.data.matching.join import TitleMatch
from bookrec.data.matching.join_index import RatedTitle
from bookrec.data.tables.rowlog import RowLog


@dataclass(frozen=True)
class FileJoin:
    """How many ratings of one file joined a book.

    Attributes:
        file: File name.
        ratings: Ratings after dropping placeholders and repeats.
        joined: Those that joined a book.
    """

    file: str
    ratings: int
    joined: int

    @property
    def rate(self) -> float:
        """Share that joined, 0 to 1; 0 where there are no ratings."""
        return self.joined / self.ratings if self.ratings else 0.0


@dataclass(frozen=True)
class AmbiguousTitle:
    """A rated title that several works share, and the book that was taken.

    Attributes:
        title: Title as rated.
        ratings: Ratings under this title.
        book_id: The book taken.
        rivals: Ids of the other books.
        settled_by: What decided.
    """

    title: str
    ratings: int
    book_id: str
    rivals: list[str]
    settled_by: str


@dataclass(frozen=True)
class UnmatchedTitle:
    """A rated title without book."""

    title: str
    ratings: int
    reason: str


@dataclass
class CleanReport:
    """What was read, dropped, repaired and joined.

    Attributes:
        rows_read: Rows of each raw file that could be read.
        books: Books in the catalogue.
        users: Users with a joined rating.
        ratings: Joined ratings.
        joins: Join rate by file.
        joined_by: Ratings by the way their title was found.
        settled_by: Ratings of ambiguous titles by what settled them.
        ambiguous: The most rated ambiguous titles.
        unmatched: The most rated titles without book.
        dropped: Rows left out, by reason.
        repaired: Rows used after a repair, by reason.
    """

    rows_read: dict[str, int] = field(default_factory=dict)
    books: int = 0
    users: int = 0
    ratings: int = 0
    joins: list[FileJoin] = field(default_factory=list)
    joined_by: dict[str, int] = field(default_factory=dict)
    settled_by: dict[str, int] = field(default_factory=dict)
    ambiguous: list[AmbiguousTitle] = field(default_factory=list)
    unmatched: list[UnmatchedTitle] = field(default_factory=list)
    dropped: RowLog = field(default_factory=RowLog)
    repaired: RowLog = field(default_factory=RowLog)

    def take(self, read: ReadFile) -> list[pd.DataFrame]:
        """Add what became of a file's rows, and return its tables."""
        self.rows_read[read.path.name] = read.n_rows
        self.dropped.extend(read.dropped)
        self.repaired.extend(read.repaired)
        return read.parts

    @property
    def join_rate(self) -> float:
        """Share of all ratings that joined a book, 0 to 1."""
        ratings = sum(join.ratings for join in self.joins)
        return sum(join.joined for join in self.joins) / ratings if ratings else 0.0

    def to_dict(self) -> dict[str, Any]:
        """Turn into JSON-able data."""
        return {
            "rows_read": self.rows_read,
            "books": self.books,
            "users": self.users,
            "ratings": self.ratings,
            "join_rate": round(self.join_rate, 4),
            "join_rate_by_file": [
                {**asdict(join), "rate": round(join.rate, 4)} for join in self.joins
            ],
            "joined_by": self.joined_by,
            "ambiguous": {
                "ratings_settled_by": self.settled_by,
                "most_rated": [asdict(title) for title in self.ambiguous],
            },
            "unmatched": [asdict(title) for title in self.unmatched],
            "dropped": self.dropped.to_dict(),
            "repaired": self.repaired.to_dict(),
        }


def report_joins(
    report: CleanReport,
    ratings: pd.DataFrame,
    titles: RatedTitles,
    matches: Sequence[TitleMatch],
    books: pd.DataFrame,
    n_reported: int,
) -> None:
    """Add to a report how ratings and books were joined.

    Args:
        report: Receives the counts.
        ratings: Cleaned ratings, columns `name` (categories aligned with `titles`) and `source`.
        titles: Rated titles.
        matches: Their books, aligned with `titles`.
        books: The catalogue.
        n_reported: Titles to name, at most.
    """
    is_found = np.fromiter((match.found for match in matches), bool, len(matches))
    is_disputed = np.fromiter((bool(match.rivals) for match in matches), bool, len(matches))
    has_book = is_found[ratings["name"].cat.codes]
    files, file_num = ratings["source"].cat.categories, ratings["source"].cat.codes
    # File by file: counting all at once would make numbers of 64 bits of both columns.
    in_file = (file_num == number for number in range(len(files)))
    report.joins = [
        FileJoin(file, int(is_here.sum()), int(has_book[is_here].sum()))
        for file, is_here in zip(files, in_file, strict=True)
    ]
    report.joined_by = _ratings_by(titles, matches, is_found, lambda match: match.how)
    report.settled_by = _ratings_by(
        titles, matches, is_found & is_disputed, lambda match: match.settled_by
    )
    ids = books["book_id"].tolist()
    ambiguous = _most_rated(titles, matches, is_disputed, n_reported)
    unmatched = _most_rated(titles, matches, ~is_found, n_reported)
    report.ambiguous = [
        AmbiguousTitle(
            title=title.name,
            ratings=title.n_ratings,
            book_id=ids[match.book_num],
            rivals=[ids[number] for number in match.rivals],
            settled_by=match.settled_by,
        )
        for title, match in ambiguous
    ]
    report.unmatched = [
        UnmatchedTitle(title.name, title.n_ratings, match.how) for title, match in unmatched
    ]


def _most_rated(
    titles: RatedTitles, matches: Sequence[TitleMatch], is_meant: NDArray[np.bool_], n: int
) -> list[tuple[RatedTitle, TitleMatch]]:
    """Pick the most rated titles; between equals, the first by name, as they are sorted."""
    numbers = np.flatnonzero(is_meant)
    order = np.argsort(-titles.n_ratings[numbers], kind="stable")[:n]
    return [(titles[number], matches[number]) for number in numbers[order].tolist()]


def _ratings_by(
    titles: RatedTitles,
    matches: Sequence[TitleMatch],
    is_meant: NDArray[np.bool_],
    label_of: Callable[[TitleMatch], str],
) -> dict[str, int]:
    """Count the ratings of some titles by what their matches are labelled, the most first."""
    counts: Counter[str] = Counter()
    for number in map(int, np.flatnonzero(is_meant)):
        counts[label_of(matches[number])] += int(titles.n_ratings[number])
    return dict(counts.most_common())
